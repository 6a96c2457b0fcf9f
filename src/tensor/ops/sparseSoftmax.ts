import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import type { Sparsity } from '../sparsity.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/**
 * Softmax over the entries of each row of a sparse matrix, as if those that are not there were -Infinity: scores [M], or
 * [M, H] for H heads. Where all entries of a row are -Infinity the weights are zeros, and so are the gradients.
 *
 * @throws ShapeError unless there is a score for each entry.
 */
export function sparseSoftmax(scores: Tensor, { numEntries: M, numRows, offsets }: Sparsity): Tensor {
  requireFloat('sparseSoftmax', scores);
  if (scores.rank < 1 || scores.rank > 2 || scores.shape[0] !== M) {
    throw new ShapeError(
      `sparseSoftmax: needs scores [M] or [M, H] with M = ${M} entries; got ${formatShape(scores.shape)}`,
    );
  }
  const out = tidy(() => {
    const x = contiguous(scores);
    const result = empty(x.shape, 'float32', 'sparseSoftmax');
    kernels().sparseSoftmax(numRows, headsOf(x), offsets.pointer, x.pointer, result.pointer);
    return result;
  });
  return record('sparseSoftmax', out, [scores], [out, offsets], (g, [y, offsets]) => {
    const gradient = contiguous(g);
    const result = empty(y.shape);
    const at = [y.pointer, gradient.pointer, result.pointer] as const;
    kernels().sparseSoftmaxBackward(numRows, headsOf(y), offsets.pointer, ...at);
    return [result];
  });
}

function headsOf({ shape }: Tensor): number {
  return shape.length === 2 ? shape[1] : 1;
}
