import { cast, maximum, mul, sum, type Tensor } from '../../tensor/index.ts';

/** n: how many keys each query may look at, but at least 1; [..., L, 1], or a number if it is the same for all. */
export function countVisible(scores: Tensor, mask: Tensor | null): Tensor | number {
  const S = scores.shape[scores.rank - 1];
  if (mask === null) return Math.max(1, S);
  // A mask that is one for all keys counts for each of them.
  const keys = mask.shape[mask.rank - 1] === S ? 1 : S;
  return maximum(mul(sum(cast(mask, 'float32'), -1, true), keys), 1);
}
