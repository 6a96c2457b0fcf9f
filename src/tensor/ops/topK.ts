import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { rowsOf } from './softmax.ts';
import { addAlongAxis } from './takeAlongAxis.ts';

/** Some elements along the last axis, in descending order, and their places (int32): both [..., k]. */
export interface Ranked {
  readonly values: Tensor;
  readonly indices: Tensor;
}

/**
 * The k largest elements along the last axis in descending order, and their places (int32): both [..., k]. Equal elements
 * come in order of place; NaN counts as the largest.
 *
 * @throws ValueError unless 1 <= k <= the extent of the axis.
 */
export function topK(x: Tensor, k: number): Ranked {
  requireRanks('topK', x, k);
  const { shape } = x;
  const ranked = tidy(() => rank(x, k, 0));
  record('topK', ranked.values, [x], [ranked.indices], (g, [indices]) => [
    addAlongAxis(shape, indices, g, shape.length - 1),
  ]);
  return ranked;
}

/**
 * What topK(logSoftmax(x), k) gives: the k most probable outcomes, and log p of each. All the other log p are never written.
 * Gradients do not pass.
 *
 * @throws ValueError unless 1 <= k <= the extent of the axis.
 */
export function topLogProbs(x: Tensor, k: number): Ranked {
  requireRanks('topLogProbs', x, k);
  return tidy(() => {
    const logits = contiguous(x);
    const [rows, n] = rowsOf(x);
    const normalisers = empty([rows]);
    kernels().logSumExp(rows, n, logits.pointer, normalisers.pointer);
    return rank(logits, k, normalisers.pointer);
  });
}

function requireRanks(operation: string, x: Tensor, k: number): void {
  requireFloat(operation, x);
  const n = x.shape.at(-1) ?? 0;
  if (Number.isInteger(k) && k >= 1 && k <= n) return;
  throw new ValueError(
    `${operation}: k must be from 1 to the last extent of ${formatShape(x.shape)}; got ${k}`,
  );
}

/** `shifts` is the address of what is subtracted from each row, or 0. */
function rank(x: Tensor, k: number, shifts: number): Ranked {
  const [rows, n] = rowsOf(x);
  const values = empty(x.shape.with(-1, k));
  const indices = empty(values.shape, 'int32');
  kernels().topK(rows, n, k, contiguous(x).pointer, shifts, values.pointer, indices.pointer);
  return { values, indices };
}
