import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { addAlongAxis } from './takeAlongAxis.ts';

/**
 * The k largest elements along the last axis in descending order, and their places (int32): both [..., k]. Equal elements
 * come in order of place; NaN counts as the largest.
 *
 * @throws ValueError unless 1 <= k <= the extent of the axis.
 */
export function topK(x: Tensor, k: number): { values: Tensor; indices: Tensor } {
  requireFloat('topK', x);
  const { shape } = x;
  const n = shape.at(-1) ?? 0;
  if (!Number.isInteger(k) || k < 1 || k > n) {
    throw new ValueError(`topK: k must be from 1 to the last extent of ${formatShape(shape)}; got ${k}`);
  }
  const values = empty(shape.with(-1, k));
  const indices = empty(shape.with(-1, k), 'int32');
  tidy(() => kernels().topK(x.size / n, n, k, contiguous(x).pointer, values.pointer, indices.pointer));
  record('topK', values, [x], [indices], (g, [indices]) => [
    addAlongAxis(shape, indices, g, shape.length - 1),
  ]);
  return { values, indices };
}
