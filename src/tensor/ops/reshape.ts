import { record } from '../autograd/record.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { collapse, denseStrides, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/** Fills in the one extent given as -1. */
function inferShape(x: Tensor, shape: Shape): Shape {
  const unknown = shape.indexOf(-1);
  const inferred = unknown < 0 ? shape : shape.with(unknown, -x.size / sizeOf(shape));
  if (sizeOf(inferred) === x.size && inferred.every((n) => Number.isInteger(n) && n >= 0)) return inferred;
  throw new ShapeError(
    `reshape: both shapes must hold the same number of elements; got ${formatShape(x.shape)} (${x.size}) and ${formatShape(shape)}`,
  );
}

/** Strides of the new shape over the same memory, or null where it would take a copy. */
function viewStrides(x: Tensor, shape: Shape): number[] | null {
  if (x.size === 0 || x.isDense) return denseStrides(shape);
  const { extents, strides } = collapse(x.shape, [x.strides]);
  const result = new Array<number>(shape.length);
  // From the back, each run of evenly spaced elements is dealt out to the new axes; none may cross from run to run.
  let run = extents.length - 1;
  let used = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (used === extents[run]) {
      run--;
      used = 1;
    }
    result[axis] = used * (strides[0][run] ?? 1);
    used *= shape[axis];
    if ((extents[run] ?? 1) % used !== 0) return null;
  }
  return result;
}

/**
 * The same elements under another shape of as many; one extent may be -1. A view where memory allows it.
 *
 * @throws ShapeError if the numbers of elements differ.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = inferShape(x, shape);
  const strides = viewStrides(x, target);
  if (strides === null) return tidy(() => reshape(contiguous(x), target));
  const original = x.shape;
  return record('reshape', x.view(target, strides), [x], [], (g) => [reshape(g, original)]);
}
