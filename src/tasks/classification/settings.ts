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
}

export const classificationSettings: ClassificationSettings = {
  model: { kind: 'convolution' },
  batchWords: 1000,
  minFrequency: 2,
  labelSmoothing: 0,
  length: { epochs: 6 },
  seconds: null,
  learningRate: 1e-3,
  warmup: 50,
  schedule: 'linear',
  weightDecay: 0.01,
  clipNorm: 1,
  validateEvery: null,
  checkpointEvery: null,
  patience: null,
  seed: 0,
};
