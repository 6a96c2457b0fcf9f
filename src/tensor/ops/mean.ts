import { tidy } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';

/** The mean over the given axes (all by default), which disappear, or stay with extent 1 when `keepDims`. */
export function mean(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  return tidy(() => {
    const total = sum(x, axes, keepDims);
    return mul(total, total.size / x.size);
  });
}

/**
 * Σ (x - mean)² / (n - correction) over the given axes (all by default). The correction is 1 as in PyTorch, which makes
 * samples unbiased; 0 gives the mean square deviation, as in NumPy.
 */
export function variance(
  x: Tensor,
  axes?: number | readonly number[],
  keepDims = false,
  correction = 1,
): Tensor {
  return tidy(() => {
    const total = sum(square(sub(x, mean(x, axes, true))), axes, keepDims);
    return mul(total, 1 / (x.size / total.size - correction));
  });
}
