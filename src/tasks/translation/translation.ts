import {
  BpeTokenizer,
  encodePair,
  type SentencePair,
  type Tokenizer,
  tokenizerFromJSON,
  WordTokenizer,
} from '../../data/index.ts';
import { buildModel } from '../../models/index.ts';
import { Adam } from '../../optim/index.ts';
import { Rng } from '../../tensor/index.ts';
import type { Task } from '../task.ts';
import { evaluateTranslator } from './evaluate.ts';
import { type TranslationSettings, translationSettings } from './settings.ts';
import { TranslationTraining } from './translationTraining.ts';
import { Translator } from './translator.ts';

/** Sentences of one language to sentences of another, learned from pairs. */
export const translation: Task<SentencePair, TranslationSettings, Translator> = {
  name: 'translation',
  defaultSettings: translationSettings,
  monitor: { metric: 'bleu', mode: 'max' },

  prepare: (pairs, settings, onProgress) =>
    newTranslator(trainTokenizer(pairs, settings.tokenizer, onProgress), settings),

  refuse: ({ tokenizer }, pair, { maxPairTokens }) =>
    [pair.source, pair.target].some((text) => tokenizer.encode(text).length > maxPairTokens)
      ? `longer than ${maxPairTokens} tokens`
      : null,

  training: (translator, train, validation, settings) =>
    new TranslationTraining(
      translator,
      train.map((pair) => encodePair(pair, translator.tokenizer)),
      validation,
      settings,
    ),

  optimizer: ({ model }, { learningRate, weightDecay }) =>
    new Adam(model.parameters(), { lr: learningRate, betas: [0.9, 0.98], eps: 1e-9, weightDecay }),

  async evaluate(translator, pairs, { onProgress } = {}) {
    const { bleu, translations } = await evaluateTranslator(translator, pairs, { onProgress });
    return { metrics: { bleu: bleu.score }, examples: translations.length };
  },

  // As other tools know it.
  vocabularyName: 'tokenizer',
  toJSON: ({ tokenizer }) => tokenizer.toJSON(),
  fromJSON: (json, settings) => newTranslator(tokenizerFromJSON(json), settings),
};

/** A tokenizer of the kind that the settings ask for, trained on both sides of the pairs. */
function trainTokenizer(
  pairs: readonly SentencePair[],
  { kind, vocabSize }: TranslationSettings['tokenizer'],
  onProgress?: (done: number, total: number) => void,
): Tokenizer {
  const sentences = pairs.flatMap(({ source, target }) => [source, target]);
  if (kind === 'word') return WordTokenizer.train(sentences, { maxSize: vocabSize });
  return BpeTokenizer.train(sentences, { vocabSize, onProgress });
}

/** A translator that knows nothing yet. */
function newTranslator(tokenizer: Tokenizer, { model, seed }: TranslationSettings): Translator {
  const { vocabSize, padId } = tokenizer;
  return new Translator(buildModel(model, { vocabSize, padId, rng: new Rng(seed) }), tokenizer);
}
