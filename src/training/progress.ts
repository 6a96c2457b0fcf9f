import type { CheckpointName } from './checkpointStore.ts';
import type { HistoryEntry } from './history.ts';

/** What a trainer tells while it runs: of every update, every validation, every checkpoint. */
export type TrainingProgress = UpdateProgress | ValidationProgress | CheckpointProgress;

export interface UpdateProgress {
  readonly kind: 'update';
  readonly update: number;
  readonly maxUpdates: number;
  /** From 0 to 1: of the updates or of the time, whichever is further on. */
  readonly done: number;
  /** A moving average over updates. */
  readonly loss: number;
  readonly learningRate: number;
  /** Target tokens, lately. */
  readonly tokensPerSecond: number;
  readonly seconds: number;
  readonly secondsLeft: number;
}

export interface ValidationProgress {
  readonly kind: 'validation';
  readonly entry: HistoryEntry;
  /** Whether it is the best so far. */
  readonly improved: boolean;
}

export interface CheckpointProgress {
  readonly kind: 'checkpoint';
  readonly name: CheckpointName;
  readonly update: number;
}
