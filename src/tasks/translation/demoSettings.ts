import { defaultSettings, type TranslationSettings } from './settings.ts';

/**
 * A small Transformer that learns the phrasebook in a minute or so. Pieces of words, rather than whole ones, let it learn
 * the endings of French verbs once for all of them.
 */
export const demoSettings: TranslationSettings = {
  ...defaultSettings,
  model: {
    kind: 'transformer',
    embedDim: 96,
    numHeads: 4,
    feedForwardDim: 256,
    numEncoderLayers: 2,
    numDecoderLayers: 2,
    // There is nothing to overfit in an epoch or two of a grammar.
    dropout: 0,
  },
  tokenizer: { kind: 'bpe', vocabSize: 1000 },
  batchTokens: 1024,
  updates: 1500,
  seconds: 90,
  learningRate: 4e-3,
  warmup: 100,
  schedule: 'linear',
  labelSmoothing: 0.05,
  validateEvery: 250,
  checkpointEvery: 500,
  validationSources: 200,
};
