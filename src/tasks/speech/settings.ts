import type { FrameMasks, FrameWarp } from '../../data/index.ts';
import type { ModelConfig } from '../../models/index.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** What is taken of a sound: a model is used with what it was trained with. */
export interface SpeechFeatures {
  readonly frameMs: number;
  /** From the beginning of a frame to that of the next. */
  readonly hopMs: number;
  /** M: bands of frequencies, the features of a frame. */
  readonly melBands: number;
  /** p of x[n] - p x[n - 1], which lifts high frequencies before all else. */
  readonly preEmphasis: number;
  /** What is brought to mean 0 and variance 1: the recording as a whole, or each of its bands (`normalizeFrames`). */
  readonly normalizeOver: 'bands' | 'recording';
}

/** How a classifier of recordings is trained. */
export interface SpeechSettings extends TrainingSettings {
  readonly model: ModelConfig;
  readonly features: SpeechFeatures;
  /** How frames are changed by chance each time they are trained on. */
  readonly augmentation: FrameWarp & FrameMasks;
  /** The most frames in a batch, padding included. */
  readonly batchFrames: number;
  readonly labelSmoothing: number;
}

export const speechSettings: SpeechSettings = {
  model: { kind: 'transformer' },
  features: { frameMs: 25, hopMs: 10, melBands: 40, preEmphasis: 0.97, normalizeOver: 'recording' },
  augmentation: { tempo: 0.25, pitch: 0.15, maskedFrames: 8, maskedBands: 6 },
  batchFrames: 2000,
  labelSmoothing: 0.1,
  length: { epochs: 45 },
  seconds: null,
  learningRate: 2e-3,
  warmup: 100,
  schedule: 'cosine',
  weightDecay: 0.01,
  clipNorm: 1,
  validateEvery: null,
  checkpointEvery: null,
  patience: null,
  seed: 0,
};
