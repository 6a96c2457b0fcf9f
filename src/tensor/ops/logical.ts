import { kernels } from '../../runtime/index.ts';
import { DTypeError, formatShape } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, forEachPlane } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { broadcastLayout } from './binary.ts';
import { contiguous } from './copy.ts';

/** a and b, elementwise, broadcasting; both bool. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return combine('logicalAnd', a, b);
}

/** a or b, elementwise, broadcasting; both bool. */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return combine('logicalOr', a, b);
}

/** not x, elementwise; bool. */
export function logicalNot(x: Tensor): Tensor {
  requireBool('logicalNot', x);
  return tidy(() => {
    const out = empty(x.shape, 'bool');
    kernels().logicalNot(x.size, contiguous(x).pointer, out.pointer);
    return out;
  });
}

/** Requires bool: what masks are made of. */
export function requireBool(operation: string, ...tensors: readonly Tensor[]): void {
  for (const { dtype, shape } of tensors) {
    if (dtype !== 'bool') {
      throw new DTypeError(
        `${operation}: needs bool; got ${dtype} ${formatShape(shape)}. Compare, as in notEqual(x, 0), to get one.`,
      );
    }
  }
}

function combine(operation: 'logicalAnd' | 'logicalOr', a: Tensor, b: Tensor): Tensor {
  requireBool(operation, a, b);
  const shape = broadcastShapes(operation, a.shape, b.shape);
  const out = empty(shape, 'bool');
  const kernel = kernels()[operation];
  const [aAt, bAt, outAt] = [a.pointer, b.pointer, out.pointer];
  forEachPlane(broadcastLayout(shape, [a, b]), (rows, columns, [p, q, r], [aRow, bRow], [aColumn, bColumn]) =>
    kernel(rows, columns, aAt + p, aRow, aColumn, bAt + q, bRow, bColumn, outAt + r),
  );
  return out;
}
