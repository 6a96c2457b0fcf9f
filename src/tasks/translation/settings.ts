import type { ModelConfig } from '../../models/index.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** How a translator is trained. */
export interface TranslationSettings extends TrainingSettings {
  readonly model: ModelConfig;
  readonly tokenizer: { readonly kind: 'bpe' | 'word'; readonly vocabSize: number };
  /** The most tokens in a batch, padding included. */
  readonly batchTokens: number;
  /** Pairs with a side longer than this many tokens are left out. */
  readonly maxPairTokens: number;
  readonly labelSmoothing: number;
  /** How many held-out sources are translated at each validation. */
  readonly validationSources: number;
}

export const translationSettings: TranslationSettings = {
  model: { kind: 'transformer' },
  tokenizer: { kind: 'bpe', vocabSize: 8000 },
  batchTokens: 2048,
  maxPairTokens: 256,
  length: { updates: 20_000 },
  seconds: null,
  learningRate: 1e-3,
  warmup: 400,
  schedule: 'inverseSquareRoot',
  weightDecay: 0,
  labelSmoothing: 0.1,
  clipNorm: 1,
  validateEvery: 1000,
  checkpointEvery: 500,
  patience: null,
  validationSources: 500,
  seed: 0,
};
