import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { resolveAxis } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { expandDims } from './expandDims.ts';
import { extentsAround, mergeAxes } from './mergeAxes.ts';
import { reshape } from './reshape.ts';
import { addAlongAxis } from './takeAlongAxis.ts';

/**
 * The largest element over the given axes (all by default), which disappear, or stay with extent 1 when `keepDims`; NaN if
 * there is one. The gradient goes to the first place where it stands.
 *
 * @throws ShapeError if there is nothing to choose from.
 */
export function max(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  return reduceExtreme('max', x, axes, keepDims);
}

/** The smallest element; otherwise as `max`. */
export function min(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  return reduceExtreme('min', x, axes, keepDims);
}

/** The place (int32) of the largest element along an axis, which disappears: the first if there are several, or of a NaN. */
export function argmax(x: Tensor, axis = -1): Tensor {
  requireFloat('argmax', x);
  return tidy(() => findExtreme('max', 'argmax', x, resolveAxis('argmax', axis, x.rank)).ids);
}

function reduceExtreme(
  operation: 'max' | 'min',
  x: Tensor,
  axes: number | readonly number[] | undefined,
  keepDims: boolean,
): Tensor {
  requireFloat(operation, x);
  return tidy(() => {
    const { merged, axis, keptShape, shape } = mergeAxes(operation, x, axes);
    const { values, ids } = findExtreme(operation, operation, merged, axis);
    const original = merged.shape;
    record(operation, values, [merged], [ids], (g, [ids]) => [
      addAlongAxis(original, expandDims(ids, axis), expandDims(g, axis), axis),
    ]);
    return keepDims ? reshape(values, keptShape) : reshape(values, shape);
  });
}

function findExtreme(
  kernel: 'max' | 'min',
  operation: string,
  x: Tensor,
  axis: number,
): { values: Tensor; ids: Tensor } {
  const [outer, n, inner] = extentsAround(x.shape, axis);
  if (n === 0) {
    throw new ShapeError(
      `${operation}: needs at least one element to choose from; got ${formatShape(x.shape)}`,
    );
  }
  const shape = x.shape.toSpliced(axis, 1);
  const values = empty(shape);
  const ids = empty(shape, 'int32');
  kernels()[kernel](outer, n, inner, contiguous(x).pointer, values.pointer, ids.pointer);
  return { values, ids };
}
