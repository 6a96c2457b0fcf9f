import { formatShape, ShapeError } from '../errors.ts';
import { resolveAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshape } from './reshape.ts';

/** A new axis of extent 1 at place `axis` of the result. A view. */
export function expandDims(x: Tensor, axis: number): Tensor {
  return reshape(x, x.shape.toSpliced(resolveAxis('expandDims', axis, x.rank + 1), 0, 1));
}

/**
 * Without an axis of extent 1. A view.
 *
 * @throws ShapeError if the axis is longer.
 */
export function squeeze(x: Tensor, axis: number): Tensor {
  const along = resolveAxis('squeeze', axis, x.rank);
  if (x.shape[along] !== 1) {
    throw new ShapeError(`squeeze: axis ${axis} must have extent 1; got ${formatShape(x.shape)}`);
  }
  return reshape(x, x.shape.toSpliced(along, 1));
}
