import { record } from '../autograd/record.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { resolveAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** The axes in another order: axis i of the result is axis `order[i]` of x. A view; nothing is copied. */
export function permute(x: Tensor, order: readonly number[]): Tensor {
  const axes = order.map((axis) => resolveAxis('permute', axis, x.rank));
  if (axes.length !== x.rank || new Set(axes).size !== x.rank) {
    throw new ShapeError(
      `permute: the order must name each axis of ${formatShape(x.shape)} once; got ${formatShape(order)}`,
    );
  }
  const inverse = axes.map((_, i) => axes.indexOf(i));
  const out = x.view(
    axes.map((axis) => x.shape[axis]),
    axes.map((axis) => x.strides[axis]),
  );
  return record('permute', out, [x], [], (g) => [permute(g, inverse)]);
}

/** Swaps two axes, by default the last two. A view; nothing is copied. */
export function transpose(x: Tensor, axis0 = -2, axis1 = -1): Tensor {
  const order = x.shape.map((_, i) => i);
  const i = resolveAxis('transpose', axis0, x.rank);
  const j = resolveAxis('transpose', axis1, x.rank);
  order[i] = j;
  order[j] = i;
  return permute(x, order);
}
