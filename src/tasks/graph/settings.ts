import type { ModelConfig } from '../../models/index.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** How a classifier of nodes is trained: every update sees the whole graph. */
export interface GraphSettings extends TrainingSettings {
  readonly model: ModelConfig;
}

/** As Veličković et al. (2018) train on Cora. Weight decay is added to the gradient. */
export const graphSettings: GraphSettings = {
  model: { kind: 'graphAttention' },
  length: { updates: 1000 },
  seconds: null,
  learningRate: 5e-3,
  warmup: 0,
  schedule: 'constant',
  weightDecay: 5e-4,
  clipNorm: 1,
  validateEvery: 1,
  checkpointEvery: 100,
  patience: 100,
  seed: 0,
};
