import { type Kernels, kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { full, requireFloat } from '../creation.ts';
import type { DType } from '../dtype.ts';
import { ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import {
  broadcastShapes,
  broadcastStrides,
  collapse,
  denseStrides,
  forEachPlane,
  type Layout,
  type Shape,
} from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { sumTo } from './sumTo.ts';

export type BinaryKernel = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';

/** The derivative by one argument: from the output's gradient, and both arguments if the operation saves them. */
type PartialRule = (gradient: Tensor, x: Tensor, y: Tensor) => Tensor;

/**
 * A number stands for a scalar tensor, of the given type.
 *
 * @throws ValueError for what int32 cannot hold.
 */
export function asTensor(x: Tensor | number, dtype: DType = 'float32'): Tensor {
  if (typeof x !== 'number') return x;
  if (dtype === 'int32' && x !== (x | 0)) {
    throw new ValueError(
      `the number ${x} beside an int32 tensor must be int32 too. Use cast(x, 'float32') on the tensor.`,
    );
  }
  return full([], x, dtype);
}

/** The type that a number takes beside another argument. */
export function dtypeBeside(other: Tensor | number): DType {
  return typeof other === 'number' ? 'float32' : other.dtype;
}

/** An elementwise operation of two arguments, broadcasting, whose rules for the gradients use both arguments. */
export function binary(
  operation: BinaryKernel,
  a: Tensor | number,
  b: Tensor | number,
  ruleA: PartialRule,
  ruleB: PartialRule,
): Tensor {
  return tidy(() => {
    const x = asTensor(a);
    const y = asTensor(b);
    return record(operation, applyBinary(operation, x, y), [x, y], [x, y], (g, [x, y], [needsX, needsY]) => [
      needsX ? sumTo(ruleA(g, x, y), x.shape) : null,
      needsY ? sumTo(ruleB(g, x, y), y.shape) : null,
    ]);
  });
}

/** The same where gradients do not depend on the arguments, which are then not held until the backward pass. */
export function linearBinary(
  operation: 'add' | 'sub',
  a: Tensor | number,
  b: Tensor | number,
  ruleB: (gradient: Tensor) => Tensor,
): Tensor {
  return tidy(() => {
    const x = asTensor(a);
    const y = asTensor(b);
    const [xShape, yShape] = [x.shape, y.shape];
    return record(operation, applyBinary(operation, x, y), [x, y], [], (g, _, [needsX, needsY]) => [
      needsX ? sumTo(g, xShape) : null,
      needsY ? ruleB(sumTo(g, yShape)) : null,
    ]);
  });
}

/** Runs an elementwise kernel of two arguments on broadcast shapes; gradients are the caller's. */
function applyBinary(operation: BinaryKernel, a: Tensor, b: Tensor): Tensor {
  requireFloat(operation, a, b);
  const out = empty(broadcastShapes(operation, a.shape, b.shape), 'float32', operation);
  binaryInto(kernels()[operation], a, b, out);
  return out;
}

/** out = kernel(a, b), where `out` is dense and may be `a` itself. */
export function binaryInto(kernel: Kernels[BinaryKernel], a: Tensor, b: Tensor, out: Tensor): void {
  const aAt = a.pointer;
  const bAt = b.pointer;
  const outAt = out.pointer;
  const aStep = flatStep(a, out);
  const bStep = flatStep(b, out);
  if (aStep !== null && bStep !== null) {
    kernel(1, out.size, aAt, 0, aStep, bAt, 0, bStep, outAt);
    return;
  }
  forEachPlane(
    broadcastLayout(out.shape, [a, b]),
    (rows, columns, [p, q, r], [aRow, bRow], [aColumn, bColumn]) =>
      kernel(rows, columns, aAt + 4 * p, aRow, aColumn, bAt + 4 * q, bRow, bColumn, outAt + 4 * r),
  );
}

/** The step with which x is read beside a dense result in one loop, if that can be: 1, or 0 for a single element. */
function flatStep(x: Tensor, out: Tensor): number | null {
  if (x.size === 1) return 0;
  return x.size === out.size && x.isDense ? 1 : null;
}

/** How kernels walk operands that are broadcast to a shape, and, last, a dense result of that shape. */
export function broadcastLayout(shape: Shape, operands: readonly Tensor[]): Layout {
  return collapse(shape, [
    ...operands.map((x) => broadcastStrides(x.shape, x.strides, shape)),
    denseStrides(shape),
  ]);
}
