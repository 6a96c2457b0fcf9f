import { defaultSettings, type TranslationSettings } from './settings.ts';

/** How many pairs of the phrasebook the demo learns from, validates and tests on. */
export const DEMO_PAIRS = 24_000;

/**
 * A small recurrent translator with attention over whole words: it learns the phrasebook in a minute or so, and its maps
 * are easy to read.
 */
export const demoSettings: TranslationSettings = {
  ...defaultSettings,
  model: { kind: 'recurrent', cell: 'gru', score: 'bilinear', embedDim: 96, hiddenDim: 192, dropout: 0.1 },
  tokenizer: { kind: 'word', vocabSize: 5000 },
  batchTokens: 1024,
  updates: 2000,
  seconds: 90,
  learningRate: 3e-3,
  warmup: 100,
  schedule: 'linear',
  validateEvery: 500,
  validationSources: 200,
};
