import { BpeTokenizer, type SentencePair, type Tokenizer, WordTokenizer } from '../../data/index.ts';
import { buildModel } from '../../models/index.ts';
import { Rng } from '../../tensor/index.ts';
import type { TranslationSettings } from './settings.ts';
import { Translator } from './translator.ts';

/** A tokenizer of the kind that the settings ask for, trained on both sides of the pairs. */
export function trainTokenizer(
  pairs: readonly SentencePair[],
  { kind, vocabSize }: TranslationSettings['tokenizer'],
  onProgress?: (done: number, total: number) => void,
): Tokenizer {
  const sentences = pairs.flatMap(({ source, target }) => [source, target]);
  if (kind === 'word') return WordTokenizer.train(sentences, { maxSize: vocabSize });
  return BpeTokenizer.train(sentences, { vocabSize, onProgress });
}

/** A translator that knows nothing yet. */
export function newTranslator(tokenizer: Tokenizer, { model, seed }: TranslationSettings): Translator {
  const { vocabSize, padId } = tokenizer;
  return new Translator(buildModel(model, { vocabSize, padId, rng: new Rng(seed) }), tokenizer);
}
