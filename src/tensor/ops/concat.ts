import { record } from '../autograd/record.ts';
import { bytesPerElement } from '../dtype.ts';
import { DTypeError, formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { denseStrides, resolveAxis, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { copyTo } from './copy.ts';
import { expandDims } from './expandDims.ts';
import { slice } from './slice.ts';

/**
 * Tensors one after another along an axis.
 *
 * @throws ShapeError if there are none, or other axes differ; DTypeError if element types do.
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new ShapeError('concat: needs at least one tensor');
  const [first] = tensors;
  const along = resolveAxis('concat', axis, first.rank);
  for (const { shape, dtype } of tensors) {
    if (shape.length !== first.rank || !sameShape(shape.with(along, 0), first.shape.with(along, 0))) {
      throw new ShapeError(
        `concat: shapes must agree in all axes but axis ${axis}; got ${tensors.map((x) => formatShape(x.shape)).join(', ')}`,
      );
    }
    if (dtype !== first.dtype) {
      throw new DTypeError(`concat: element types must agree; got ${first.dtype} and ${dtype}`);
    }
  }
  const ends: number[] = [];
  for (const { shape } of tensors) ends.push((ends.at(-1) ?? 0) + shape[along]);
  const out = empty(first.shape.with(along, ends.at(-1)!), first.dtype, 'concat');
  const strides = denseStrides(out.shape);
  const start = (i: number): number => (i === 0 ? 0 : ends[i - 1]);
  const step = strides[along] * bytesPerElement[first.dtype];
  tensors.forEach((x, i) => {
    copyTo(x, out.pointer + start(i) * step, strides);
  });
  return record('concat', out, tensors, [], (g, _, needs) =>
    ends.map((end, i) => (needs[i] ? slice(g, along, start(i), end) : null)),
  );
}

/**
 * Tensors of one shape along a new axis, at place `axis` of the result.
 *
 * @throws ShapeError if there are none, or shapes differ.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.some((x) => !sameShape(x.shape, tensors[0].shape))) {
    throw new ShapeError(
      `stack: shapes must be equal; got ${tensors.map((x) => formatShape(x.shape)).join(', ')}`,
    );
  }
  return tidy(() =>
    concat(
      tensors.map((x) => expandDims(x, axis)),
      axis,
    ),
  );
}
