import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { zeros } from '../creation.ts';
import { DTypeError, formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { resolveAxis, type Shape, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { requireIndices } from './indices.ts';
import { extentsAround } from './mergeAxes.ts';

/**
 * Elements by index along one axis: out[..., j, ...] = x[..., ids[..., j, ...], ...], where ids (int32) has the shape of x
 * but for that axis.
 *
 * @throws ShapeError if another axis differs; ValueError for an index outside the axis.
 */
export function takeAlongAxis(x: Tensor, ids: Tensor, axis = -1): Tensor {
  const along = resolveAxis('takeAlongAxis', axis, x.rank);
  if (ids.rank !== x.rank || !sameShape(ids.shape.with(along, 0), x.shape.with(along, 0))) {
    throw new ShapeError(
      `takeAlongAxis: ids must have the shape of x but for axis ${axis}; got ${formatShape(ids.shape)} and ${formatShape(x.shape)}`,
    );
  }
  if (x.dtype === 'bool') throw new DTypeError('takeAlongAxis: needs float32 or int32; got bool');
  requireIndices('takeAlongAxis', ids, x.shape[along]);
  const out = tidy(() => {
    const result = empty(ids.shape, x.dtype, 'takeAlongAxis');
    kernels().takeAlong(
      ...extentsOf(x.shape, ids.shape, along),
      contiguous(x).pointer,
      contiguous(ids).pointer,
      result.pointer,
    );
    return result;
  });
  const { shape } = x;
  return record('takeAlongAxis', out, [x], [ids], (g, [ids]) => [addAlongAxis(shape, ids, g, along)]);
}

/** The reverse: zeros of `shape`, to which each element of g is added at its index. */
export function addAlongAxis(shape: Shape, ids: Tensor, g: Tensor, axis: number): Tensor {
  return tidy(() => {
    const out = zeros(shape);
    kernels().addAlong(
      ...extentsOf(shape, ids.shape, axis),
      contiguous(g).pointer,
      contiguous(ids).pointer,
      out.pointer,
    );
    return out;
  });
}

/** The extents before the axis, of it in x and in ids, and after it. */
function extentsOf(
  shape: Shape,
  ids: Shape,
  axis: number,
): [outer: number, n: number, m: number, inner: number] {
  const [outer, n, inner] = extentsAround(shape, axis);
  return [outer, n, ids[axis], inner];
}
