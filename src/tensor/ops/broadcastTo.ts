import { record } from '../autograd/record.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { broadcastShapes, broadcastStrides, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { sumTo } from './sumTo.ts';

/** x stretched to a larger shape. A view; nothing is copied. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape)) {
    throw new ShapeError(`broadcastTo: ${formatShape(x.shape)} cannot stretch to ${formatShape(shape)}`);
  }
  const original = x.shape;
  const out = x.view(shape, broadcastStrides(x.shape, x.strides, shape));
  return record('broadcastTo', out, [x], [], (g) => [sumTo(g, original)]);
}
