import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { bytesPerElement } from '../dtype.ts';
import { collapse, denseStrides, forEachPlane, type Shape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';

/** Copies `source` into the memory at `pointer`, which has `strides` (in elements) for the same shape. */
export function copyTo(source: Tensor, pointer: number, strides: Shape): void {
  const width = bytesPerElement[source.dtype];
  const from = source.pointer;
  const copyPlane = width === 4 ? kernels().copy32 : kernels().copy8;
  forEachPlane(
    collapse(source.shape, [source.strides, strides]),
    (rows, columns, [a, b], [aRow, bRow], [aColumn, bColumn]) =>
      copyPlane(rows, columns, from + a * width, aRow, aColumn, pointer + b * width, bRow, bColumn),
  );
}

/** A dense tensor of its own memory with the same elements. */
export function copy(x: Tensor): Tensor {
  const out = empty(x.shape, x.dtype, 'copy');
  copyTo(x, out.pointer, denseStrides(x.shape));
  return record('copy', out, [x], [], (g) => [g]);
}

/** `x` itself if its elements lie in row-major order, or a copy in which they do. */
export function contiguous(x: Tensor): Tensor {
  return x.isDense ? x : copy(x);
}
