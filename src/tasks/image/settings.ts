import type { Distortion } from '../../data/index.ts';
import type { ModelConfig } from '../../models/index.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** How a classifier of pictures is trained. */
export interface ImageSettings extends TrainingSettings {
  readonly model: ModelConfig;
  /** Pictures in a batch. */
  readonly batchSize: number;
  /** How pictures are moved at random each time they are trained on. */
  readonly augmentation: Distortion;
  readonly labelSmoothing: number;
}

export const imageSettings: ImageSettings = {
  model: { kind: 'transformer' },
  batchSize: 64,
  augmentation: { shift: 2, rotation: 10, scale: 0.1 },
  labelSmoothing: 0,
  length: { epochs: 8 },
  seconds: null,
  learningRate: 2e-3,
  warmup: 400,
  schedule: 'cosine',
  weightDecay: 0.01,
  clipNorm: 1,
  validateEvery: null,
  checkpointEvery: null,
  patience: null,
  seed: 0,
};
