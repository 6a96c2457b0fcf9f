import type { ModelConfig } from '../../models/index.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** How a tagger is trained. */
export interface TaggingSettings extends TrainingSettings {
  readonly model: ModelConfig;
  /** The most words in a batch, padding included. */
  readonly batchWords: number;
  /** A word seen less often has no vector of its own: its characters have to do. */
  readonly minFrequency: number;
  readonly labelSmoothing: number;
}

export const taggingSettings: TaggingSettings = {
  model: { kind: 'recurrent' },
  batchWords: 800,
  minFrequency: 2,
  labelSmoothing: 0,
  length: { epochs: 15 },
  seconds: null,
  learningRate: 2e-3,
  warmup: 100,
  schedule: 'linear',
  weightDecay: 0,
  clipNorm: 5,
  validateEvery: null,
  checkpointEvery: null,
  patience: null,
  seed: 0,
};
