import { type TranslationSettings, translationSettings } from './settings.ts';

/**
 * A small Transformer that learns the phrasebook in a minute or so. One layer a side is enough for a grammar without deep
 * nesting, and whole words, some 2,500 of them, make maps that are easy to read.
 */
export const demoSettings: TranslationSettings = {
  ...translationSettings,
  model: {
    kind: 'transformer',
    embedDim: 128,
    numHeads: 4,
    feedForwardDim: 256,
    numEncoderLayers: 1,
    numDecoderLayers: 1,
    // In three epochs of a grammar there is little to overfit.
    dropout: 0,
  },
  tokenizer: { kind: 'word', vocabSize: 5000 },
  batchTokens: 1024,
  length: { updates: 1000 },
  seconds: 90,
  learningRate: 4e-3,
  warmup: 100,
  schedule: 'linear',
  labelSmoothing: 0.05,
  validateEvery: 200,
  checkpointEvery: 500,
  validationSources: 200,
};
