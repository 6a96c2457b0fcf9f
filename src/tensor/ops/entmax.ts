import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { alongLastAxis, rowsOf } from './softmax.ts';

/**
 * The point of the probability simplex that is nearest to x, along an axis: max(0, x - t), with the t for which it sums to 1
 * (Martins and Astudillo, 2016). Small scores get exactly 0. Where all are -Infinity the weights are zeros.
 */
export function sparsemax(x: Tensor, axis = -1): Tensor {
  return normalize('sparsemax', x, axis);
}

/**
 * max(0, x / 2 - t)² along an axis, with the t for which it sums to 1 (Peters, Niculae and Martins, 2019): between softmax,
 * which is never 0, and sparsemax. Where all scores are -Infinity the weights are zeros.
 */
export function entmax15(x: Tensor, axis = -1): Tensor {
  return normalize('entmax15', x, axis);
}

function normalize(operation: 'sparsemax' | 'entmax15', x: Tensor, axis: number): Tensor {
  return alongLastAxis(operation, x, axis, (x) => {
    const [rows, n] = rowsOf(x);
    const out = tidy(() => {
      const weights = empty(x.shape, 'float32', operation);
      kernels()[operation](rows, n, contiguous(x).pointer, weights.pointer);
      return weights;
    });
    return record(operation, out, [x], [out], (g, [weights]) => {
      const dx = empty(weights.shape);
      kernels()[`${operation}Backward`](rows, n, weights.pointer, contiguous(g).pointer, dx.pointer);
      return [dx];
    });
  });
}
