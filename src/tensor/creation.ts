import { float32View, int32View, kernels, uint8View } from '../runtime/index.ts';
import type { DType } from './dtype.ts';
import { DTypeError, formatShape, ShapeError } from './errors.ts';
import { type Shape, sizeOf } from './shape.ts';
import { empty, type NestedArray, type Tensor } from './tensor.ts';

/** Anything that `tensor` takes: typed arrays (with a shape), or numbers and booleans, nested as deep as there are axes. */
export type TensorLike =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | boolean
  | NestedBooleans
  | NestedArray;
type NestedBooleans = (boolean | NestedBooleans)[];

function shapeOf(data: TensorLike): number[] {
  const shape: number[] = [];
  for (let item: unknown = data; Array.isArray(item); item = item[0]) shape.push(item.length);
  return shape;
}

function flatten(data: unknown, shape: Shape, axis: number, into: (number | boolean)[]): void {
  const nested = Array.isArray(data);
  if (nested !== axis < shape.length || (nested && data.length !== shape[axis])) {
    throw new ShapeError(
      `tensor: nested arrays must be regular; expected ${formatShape(shape)}, but a part at depth ${axis} differs`,
    );
  }
  if (nested) for (const item of data) flatten(item, shape, axis + 1, into);
  else into.push(data as number | boolean);
}

/**
 * A tensor of the given numbers. Without `dtype`: int32 for an Int32Array, bool for booleans and a Uint8Array, float32 otherwise.
 *
 * @throws ShapeError if nested arrays are irregular, or their count does not fit `shape`.
 */
export function tensor(data: TensorLike, options: { shape?: Shape; dtype?: DType } = {}): Tensor {
  const typed = ArrayBuffer.isView(data);
  let values: ArrayLike<number | boolean>;
  let shape: Shape;
  if (typed) {
    values = data as Float32Array;
    shape = options.shape ?? [values.length];
  } else {
    const inner = shapeOf(data);
    const flat: (number | boolean)[] = [];
    flatten(data, inner, 0, flat);
    values = flat;
    shape = options.shape ?? inner;
  }
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError(
      `tensor: ${formatShape(shape)} holds ${sizeOf(shape)} elements; got ${values.length}`,
    );
  }
  const bools = data instanceof Uint8Array || typeof values[0] === 'boolean';
  const dtype = options.dtype ?? (data instanceof Int32Array ? 'int32' : bools ? 'bool' : 'float32');
  const result = empty(shape, dtype);
  const { pointer, size } = result;
  if (dtype === 'float32') float32View(pointer, size).set(values as ArrayLike<number>);
  else if (dtype === 'int32') int32View(pointer, size).set(values as ArrayLike<number>);
  else uint8View(pointer, size).set(Array.from(values, (value) => (value ? 1 : 0)));
  return result;
}

/** A tensor of one value throughout. */
export function full(shape: Shape, value: number, dtype: DType = 'float32'): Tensor {
  const result = empty(shape, dtype);
  if (dtype === 'bool') uint8View(result.pointer, result.size).fill(value ? 1 : 0);
  else if (dtype === 'int32') kernels().fill32(result.size, value, result.pointer);
  else kernels().fill32(result.size, bitsOf(value), result.pointer);
  return result;
}

const scratch = new DataView(new ArrayBuffer(4));
function bitsOf(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getInt32(0);
}

export function zeros(shape: Shape, dtype: DType = 'float32'): Tensor {
  return full(shape, 0, dtype);
}

export function ones(shape: Shape, dtype: DType = 'float32'): Tensor {
  return full(shape, 1, dtype);
}

/** 0, 1, ..., n - 1. */
export function arange(n: number, dtype: DType = 'int32'): Tensor {
  return tensor(
    Int32Array.from({ length: n }, (_, i) => i),
    { dtype },
  );
}

/** The n x n identity matrix. */
export function eye(n: number): Tensor {
  const data = new Float32Array(n * n);
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1;
  return tensor(data, { shape: [n, n] });
}

/** Requires float32: what gradients and kernels of real numbers work on. */
export function requireFloat(operation: string, ...tensors: readonly Tensor[]): void {
  for (const { dtype, shape } of tensors) {
    if (dtype !== 'float32') {
      throw new DTypeError(
        `${operation}: needs float32; got ${dtype} ${formatShape(shape)}. Convert it with cast(x, 'float32').`,
      );
    }
  }
}
