import type { SentencePair } from '../../data/index.ts';
import { type BleuScore, corpusBleu } from '../../metrics/index.ts';
import { groupReferences, type ReferencedSource } from './references.ts';
import type { TranslateOptions, Translation, Translator } from './translator.ts';

export interface EvaluateOptions extends Omit<TranslateOptions, 'onProgress'> {
  /** Called for a source that the model cannot read; its translation counts as empty. */
  readonly onRefused?: (source: string, why: string) => void;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface TranslationEvaluation {
  readonly bleu: BleuScore;
  /** One for each distinct source, in order. */
  readonly translations: readonly Translation[];
  readonly references: readonly ReferencedSource[];
  readonly seconds: number;
  readonly sentencesPerSecond: number;
  readonly tokensPerSecond: number;
}

/** Translates every distinct source and compares with all its translations in the data: corpus BLEU, and how fast. */
export async function evaluateTranslator(
  translator: Translator,
  pairs: readonly SentencePair[],
  { onRefused, onProgress, ...options }: EvaluateOptions = {},
): Promise<TranslationEvaluation> {
  const references = groupReferences(pairs);
  const sources = references.map(({ source }) => {
    const why = translator.refuse(source);
    if (why === null) return source;
    onRefused?.(source, why);
    return '';
  });
  const began = performance.now();
  const translations = await translator.translate(sources, {
    ...options,
    onProgress: (done) => onProgress?.(done, sources.length),
  });
  const seconds = (performance.now() - began) / 1000;
  const tokens = translations.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  return {
    bleu: corpusBleu(
      translations.map(({ target }) => target),
      references.map((item) => item.references),
    ),
    translations,
    references,
    seconds,
    sentencesPerSecond: translations.length / seconds,
    tokensPerSecond: tokens / seconds,
  };
}
