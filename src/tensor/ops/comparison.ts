import { type Kernels, kernels } from '../../runtime/index.ts';
import { DTypeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, forEachPlane } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { asTensor, broadcastLayout, dtypeBeside } from './binary.ts';
import { cast } from './cast.ts';
import { logicalNot } from './logical.ts';

// Comparisons broadcast, take float32, int32 or bool (both sides alike; a number stands for either), and give bool.

export function equal(a: Tensor | number, b: Tensor | number): Tensor {
  return compare('equal', a, b);
}

export function notEqual(a: Tensor | number, b: Tensor | number): Tensor {
  return tidy(() => logicalNot(compare('equal', a, b)));
}

export function less(a: Tensor | number, b: Tensor | number): Tensor {
  return compare('less', a, b);
}

export function lessEqual(a: Tensor | number, b: Tensor | number): Tensor {
  return compare('lessEqual', a, b);
}

export function greater(a: Tensor | number, b: Tensor | number): Tensor {
  return compare('less', b, a);
}

export function greaterEqual(a: Tensor | number, b: Tensor | number): Tensor {
  return compare('lessEqual', b, a);
}

function compare(operation: 'equal' | 'less' | 'lessEqual', a: Tensor | number, b: Tensor | number): Tensor {
  return tidy(() => {
    const x = operand(a, b);
    const y = operand(b, a);
    if (x.dtype !== y.dtype) {
      throw new DTypeError(
        `${operation}: element types must agree; got ${x.dtype} and ${y.dtype}. Use cast().`,
      );
    }
    const shape = broadcastShapes(operation, x.shape, y.shape);
    const out = empty(shape, 'bool');
    const kernel: Kernels['equalInt'] = kernels()[`${operation}${x.dtype === 'float32' ? 'Float' : 'Int'}`];
    const [xAt, yAt, outAt] = [x.pointer, y.pointer, out.pointer];
    forEachPlane(
      broadcastLayout(shape, [x, y]),
      (rows, columns, [p, q, r], [xRow, yRow], [xColumn, yColumn]) =>
        kernel(rows, columns, xAt + 4 * p, xRow, xColumn, yAt + 4 * q, yRow, yColumn, outAt + r),
    );
    return out;
  });
}

/** Bools are compared as numbers. */
function operand(x: Tensor | number, other: Tensor | number): Tensor {
  const operand = asTensor(x, dtypeBeside(other));
  return operand.dtype === 'bool' ? cast(operand, 'int32') : operand;
}
