import { type Tensor, where } from '../../tensor/index.ts';

/** Scores with -Infinity where a query may not look. */
export function hideScores(scores: Tensor, mask: Tensor | null): Tensor {
  return mask === null ? scores : where(mask, scores, Number.NEGATIVE_INFINITY);
}
