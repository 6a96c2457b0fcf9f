import type { ModelConfig } from '../../models/index.ts';

/** How a translator is trained; plain JSON, kept beside the model so that training can go on. */
export interface TranslationSettings {
  readonly model: ModelConfig;
  readonly tokenizer: { readonly kind: 'bpe' | 'word'; readonly vocabSize: number };
  /** The most tokens in a batch, padding included. */
  readonly batchTokens: number;
  /** Pairs with a side longer than this many tokens are left out. */
  readonly maxPairTokens: number;
  readonly updates: number;
  /** Stop after this many seconds, if that comes first. */
  readonly seconds: number | null;
  readonly learningRate: number;
  readonly warmup: number;
  /** How the learning rate falls after the warm-up: with the square root of the updates, or evenly to 0 at the end. */
  readonly schedule: 'inverseSquareRoot' | 'linear';
  readonly labelSmoothing: number;
  readonly clipNorm: number;
  readonly validateEvery: number;
  readonly checkpointEvery: number;
  /** Validations without a better score before training stops; null: never. */
  readonly patience: number | null;
  /** How many held-out sources are translated at each validation. */
  readonly validationSources: number;
  readonly seed: number;
}

export const defaultSettings: TranslationSettings = {
  model: { kind: 'transformer' },
  tokenizer: { kind: 'bpe', vocabSize: 8000 },
  batchTokens: 2048,
  maxPairTokens: 256,
  updates: 20_000,
  seconds: null,
  learningRate: 1e-3,
  warmup: 400,
  schedule: 'inverseSquareRoot',
  labelSmoothing: 0.1,
  clipNorm: 1,
  validateEvery: 1000,
  checkpointEvery: 500,
  patience: null,
  validationSources: 500,
  seed: 0,
};
