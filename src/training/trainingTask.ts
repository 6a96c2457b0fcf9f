import type { Module } from '../nn/index.ts';
import type { Tensor } from '../tensor/index.ts';

/** Batches without end, in an order that can be taken up where it was left. */
export interface ResumableSource<Batch> {
  next(): Batch;
  /** Batches until every example has come once, where there is such a number. */
  readonly epochLength?: number;
  /** The place in the sequence, as plain JSON. */
  readonly state: unknown;
  /** Go on where `state` was taken. */
  restore(state: unknown): void;
}

export interface BatchLoss {
  /** A scalar: the mean over the batch's target tokens. */
  readonly loss: Tensor;
  /** How many target tokens that is, at least 1. */
  readonly count: number;
}

/** What held-out data say of a model. */
export interface Validation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What is trained, and on what. The trainer sees no more of it than this. */
export interface TrainingTask<Batch = unknown> {
  /** Its parameters, buffers and generators (`Module.rngs()`) are saved and restored. */
  readonly model: Module;
  readonly batches: ResumableSource<Batch>;
  /** Runs in training mode and in a `tidy()` of the trainer's, so that it need free nothing. */
  loss(batch: Batch): BatchLoss;
  /** Runs in evaluation mode. May end early by `signal.throwIfAborted()`; a resumed training then validates anew. */
  validate?(signal?: AbortSignal): Promise<Validation>;
  /** What a person should know of a batch on which training came to grief. */
  describe?(batch: Batch): string;
}
