import { expect } from 'vitest';
import type { Tensor } from '../../src/tensor/index.ts';

/** The largest error, as a part of the largest expected value, or of `scale` where values cancel to less than that. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, scale = 1e-30): number {
  let largest = 0;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = expected[i];
    const a = actual[i];
    if (Number.isNaN(e) !== Number.isNaN(a)) return Number.POSITIVE_INFINITY;
    if (Number.isFinite(e)) largest = Math.max(largest, Math.abs(e));
    if (Number.isNaN(e) || e === a) continue;
    error = Math.max(error, Math.abs(a - e));
  }
  return error === 0 ? 0 : error / Math.max(largest, scale);
}

/** Every element within `tolerance` of the largest expected one. */
export function expectClose(
  actual: Tensor,
  expected: ArrayLike<number>,
  tolerance = 2e-6,
  scale?: number,
): void {
  expect(actual.size).toBe(expected.length);
  expect(relativeError(actual.read(), expected, scale)).toBeLessThanOrEqual(tolerance);
}
