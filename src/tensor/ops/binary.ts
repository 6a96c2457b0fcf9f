import { type Kernels, kernels } from '../../runtime/index.ts';
import { full, requireFloat } from '../creation.ts';
import { broadcastShapes, broadcastStrides, collapse, denseStrides, forEachPlane } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';

export type BinaryKernel = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';

/** A number stands for a scalar tensor. */
export function asTensor(x: Tensor | number): Tensor {
  return typeof x === 'number' ? full([], x) : x;
}

/** Runs an elementwise kernel of two arguments on broadcast shapes; gradients are the caller's. */
export function applyBinary(operation: BinaryKernel, a: Tensor, b: Tensor): Tensor {
  requireFloat(operation, a, b);
  const shape = broadcastShapes(operation, a.shape, b.shape);
  const out = empty(shape);
  binaryInto(kernels()[operation], a, b, out);
  return out;
}

/** out = kernel(a, b), where `out` is dense and may be `a` itself. */
export function binaryInto(kernel: Kernels[BinaryKernel], a: Tensor, b: Tensor, out: Tensor): void {
  const aAt = a.pointer;
  const bAt = b.pointer;
  const outAt = out.pointer;
  if (a.size === out.size && b.size === out.size && a.isDense && b.isDense) {
    kernel(1, out.size, aAt, 0, 1, bAt, 0, 1, outAt);
    return;
  }
  const layout = collapse(out.shape, [
    broadcastStrides(a.shape, a.strides, out.shape),
    broadcastStrides(b.shape, b.strides, out.shape),
    denseStrides(out.shape),
  ]);
  forEachPlane(layout, (rows, columns, [p, q, r], [aRow, bRow], [aColumn, bColumn]) =>
    kernel(rows, columns, aAt + 4 * p, aRow, aColumn, bAt + 4 * q, bRow, bColumn, outAt + 4 * r),
  );
}
