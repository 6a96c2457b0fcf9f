import type { Tensor } from '../../tensor/index.ts';

/** Sequences of frames, filled up to the longest: [B, T, M], of which lengths[b] are real. */
export interface FrameBatch {
  readonly frames: Tensor;
  readonly lengths: readonly number[];
}
