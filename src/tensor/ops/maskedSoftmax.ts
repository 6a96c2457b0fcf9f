import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, collapse, denseStrides, forEachPlane, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { broadcastTo } from './broadcastTo.ts';
import { contiguous } from './copy.ts';
import { requireBool } from './logical.ts';
import { alongLastAxis, softmaxBackward } from './softmax.ts';
import { transpose } from './transpose.ts';

/**
 * Softmax along an axis over the places where `mask` (bool, broadcasting to the scores) is true; the others get weight 0.
 * Where no place is allowed the weights are zeros, and so are the gradients.
 *
 * @throws DTypeError unless the mask is bool; ShapeError unless it broadcasts to the scores.
 */
export function maskedSoftmax(scores: Tensor, mask: Tensor, axis = -1): Tensor {
  requireBool('maskedSoftmax', mask);
  if (!sameShape(broadcastShapes('maskedSoftmax', scores.shape, mask.shape), scores.shape)) {
    throw new ShapeError(
      `maskedSoftmax: the mask must broadcast to the scores; got mask ${formatShape(mask.shape)} and scores ${formatShape(scores.shape)}`,
    );
  }
  return tidy(() => {
    const allowed = broadcastTo(mask, scores.shape);
    return alongLastAxis('maskedSoftmax', scores, axis, (x) => {
      const out = forward(x, transpose(allowed, axis, -1));
      return record('maskedSoftmax', out, [x], [out], (g, [y]) => [softmaxBackward(y, g)]);
    });
  });
}

/** Row by row, with the mask read where it lies. */
function forward(scores: Tensor, mask: Tensor): Tensor {
  return tidy(() => {
    const x = contiguous(scores);
    const out = empty(x.shape, 'float32', 'maskedSoftmax');
    const last = x.rank - 1;
    const lead = x.shape.slice(0, last);
    const rows = collapse(lead, [denseStrides(x.shape).slice(0, last), mask.strides.slice(0, last)]);
    const { pointer: from } = x;
    const { pointer: to } = out;
    const { pointer: masks } = mask;
    const layout = {
      extents: [...rows.extents, x.shape[last]],
      strides: [
        [...rows.strides[0], 1],
        [...rows.strides[1], mask.strides[last]],
      ],
    };
    forEachPlane(layout, (rows, n, [p, m], [, maskRow], [, maskColumn]) =>
      kernels().maskedSoftmax(rows, n, from + 4 * p, masks + m, maskRow, maskColumn, to + 4 * p),
    );
    return out;
  });
}
