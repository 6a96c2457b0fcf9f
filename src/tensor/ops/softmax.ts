import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { tidy } from '../scope.ts';
import { resolveAxis } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { transpose } from './transpose.ts';

/**
 * eˣ / Σ eˣ along an axis, stable for scores of any size. Where all scores are -Infinity, which is how a query that may
 * attend to nothing looks, the weights are zeros, and so are the gradients.
 */
export function softmax(x: Tensor, axis = -1): Tensor {
  return alongLastAxis('softmax', x, axis, (x) => {
    const out = rowwise('softmax', x);
    return record('softmax', out, [x], [out], (g, [y]) => [softmaxBackward(y, g)]);
  });
}

/** log softmax(x) = x - log Σ eˣ along an axis; -Infinity where all of x is. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return alongLastAxis('logSoftmax', x, axis, (x) => {
    const out = rowwise('logSoftmax', x);
    return record('logSoftmax', out, [x], [out], (g, [y]) => [rowwiseBackward('logSoftmaxBackward', y, g)]);
  });
}

/** The gradient of a softmax, masked or not, over the last axis of scores, from its weights. */
export function softmaxBackward(weights: Tensor, gradient: Tensor): Tensor {
  return rowwiseBackward('softmaxBackward', weights, gradient);
}

/** Runs a function of the last axis on another one. */
export function alongLastAxis(
  operation: string,
  x: Tensor,
  axis: number,
  run: (x: Tensor) => Tensor,
): Tensor {
  requireFloat(operation, x);
  const along = resolveAxis(operation, axis, x.rank);
  return along === x.rank - 1 ? run(x) : tidy(() => transpose(run(transpose(x, along, -1)), along, -1));
}

function rowwise(operation: 'softmax' | 'logSoftmax', x: Tensor): Tensor {
  return tidy(() => {
    const out = empty(x.shape, 'float32', operation);
    const [rows, n] = rowsOf(x);
    kernels()[operation](rows, n, contiguous(x).pointer, out.pointer);
    return out;
  });
}

function rowwiseBackward(operation: 'softmaxBackward' | 'logSoftmaxBackward', y: Tensor, g: Tensor): Tensor {
  const out = empty(y.shape);
  const [rows, n] = rowsOf(y);
  kernels()[operation](rows, n, contiguous(y).pointer, contiguous(g).pointer, out.pointer);
  return out;
}

/** How many rows the last axis makes, and how long each is. */
export function rowsOf(x: Tensor): [rows: number, n: number] {
  const last = x.rank - 1;
  let rows = 1;
  for (let axis = 0; axis < last; axis++) rows *= x.shape[axis];
  return [rows, x.shape[last]];
}
