import type { ModelConfig } from '../../models/index.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** How a classifier of sentences is trained. */
export interface ClassificationSettings extends TrainingSettings {
  readonly model: ModelConfig;
  /** The most words in a batch, padding included. */
  readonly batchWords: number;
  /** A word seen less often has no vector of its own: its characters have to do. */
  readonly minFrequency: number;
  readonly labelSmoothing: number;
  /** How much of the answer comes from counts of words and pairs, from 0 to 1; 0 for the network alone. */
  readonly countsShare: number;
}

export const classificationSettings: ClassificationSettings = {
  // Several thousand sentences are few: most of the network is dropped, and the rest pulled to 0.
  model: { kind: 'convolution', dropout: 0.6, wordDropout: 0.3, numQueries: 4 },
  batchWords: 1000,
  minFrequency: 2,
  labelSmoothing: 0,
  countsShare: 1 / 3,
  length: { epochs: 6 },
  seconds: null,
  learningRate: 2e-3,
  warmup: 50,
  schedule: 'linear',
  weightDecay: 1,
  clipNorm: 1,
  validateEvery: null,
  checkpointEvery: null,
  patience: null,
  seed: 0,
};
