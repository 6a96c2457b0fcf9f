import { float32View, int32View, letWorkersJoin, uint8View } from '../runtime/index.ts';
import type { GraphNode } from './autograd/graph.ts';
import { bytesPerElement, type DataOf, type DType } from './dtype.ts';
import { DisposedError, DTypeError, formatShape, OutOfMemoryError, ShapeError } from './errors.ts';
import { adopt, forget, Managed } from './scope.ts';
import { denseStrides, isDense, type Shape, sizeOf } from './shape.ts';
import { Storage } from './storage.ts';

let liveTensors = 0;

/** How many tensors are alive: made and neither disposed nor collected. */
export function countTensors(): number {
  return liveTensors;
}

/** What a handle owns. It is apart from the handle so that it can outlive it and be freed when the handle is collected. */
interface Hold {
  storage: Storage | null;
  node: GraphNode | null;
}

function releaseHold(hold: Hold): void {
  if (hold.storage === null) return;
  hold.storage.release();
  hold.storage = null;
  hold.node?.release();
  hold.node = null;
  liveTensors--;
}

/**
 * An array of numbers with a shape, in linear memory. Reshaped, transposed and broadcast tensors are views: they share
 * memory, each with its own `strides` (in elements). Operations are functions of their own that borrow their arguments;
 * the methods beside them are for ease of reading. Memory comes back at the end of the `tidy` that a tensor was made in,
 * at the end of a block for `using`, on `dispose()`, or, in the last resort, when the handle is garbage-collected.
 */
export class Tensor extends Managed {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly dtype: DType;
  readonly size: number;
  /** The gradient that `backward()` has left here; only on leaves, such as parameters. */
  grad: Tensor | null = null;
  /** @internal Which of its node's outputs this is. */
  outputIndex = 0;
  readonly #address: number;
  readonly #hold: Hold;

  /** @internal Use `tensor`, `zeros`, `empty` and the like. */
  constructor(
    storage: Storage,
    dtype: DType,
    shape: Shape,
    strides: Shape,
    address = storage.pointer,
    scoped = true,
  ) {
    super();
    this.shape = shape;
    this.strides = strides;
    this.dtype = dtype;
    this.size = sizeOf(shape);
    this.#address = address;
    this.#hold = { storage, node: null };
    liveTensors++;
    if (scoped) adopt(this);
    else this.kept = true;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Address of the first element in linear memory. */
  get pointer(): number {
    if (this.#hold.storage === null) this.#refuse();
    return this.#address;
  }

  /** @internal */
  get storage(): Storage {
    return this.#hold.storage ?? this.#refuse();
  }

  #refuse(): never {
    throw new DisposedError(
      `a ${this.dtype} tensor of shape ${formatShape(this.shape)} was used after it was disposed. ` +
        'Was it made inside a tidy() that did not return it? Return it, or keep() it.',
    );
  }

  override get isDisposed(): boolean {
    return this.#hold.storage === null;
  }

  /** Elements lie one after the other, in row-major order. */
  get isDense(): boolean {
    return isDense(this.shape, this.strides);
  }

  /** @internal The operation that made this tensor, when gradients are to flow through it. */
  get node(): GraphNode | null {
    return this.#hold.node;
  }

  set node(node: GraphNode | null) {
    this.#hold.node?.release();
    this.#hold.node = node?.retain() ?? null;
  }

  /** Whether gradients flow through this tensor. */
  get requiresGrad(): boolean {
    return this.#hold.node !== null;
  }

  /** @internal A second handle on the same memory, with other shape and strides if given. */
  view(shape: Shape = this.shape, strides: Shape = this.strides, offset = 0, scoped = true): Tensor {
    const address = this.#address + offset * bytesPerElement[this.dtype];
    return new Tensor(this.storage.retain(), this.dtype, shape, strides, address, scoped);
  }

  /** @internal */
  override releaser(): () => void {
    const hold = this.#hold;
    return () => releaseHold(hold);
  }

  /** Gives the memory back now; a second call does nothing. */
  override dispose(): void {
    if (this.isDisposed) return;
    releaseHold(this.#hold);
    this.grad?.dispose();
    this.grad = null;
    forget(this);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** A copy of the elements in row-major order. Computing is synchronous, reading is not, so that devices may differ. */
  async data(): Promise<DataOf> {
    const elements = this.read();
    await letWorkersJoin();
    return elements;
  }

  /** The single element of a tensor that has just one. */
  async item(): Promise<number> {
    if (this.size !== 1)
      throw new ShapeError(`item: the tensor must have one element; got ${formatShape(this.shape)}`);
    const [element] = await this.data();
    return element;
  }

  /** Nested arrays, as deep as the tensor has axes; a plain number for a scalar. */
  async toArray(): Promise<NestedArray> {
    const { shape } = this;
    return nest(await this.data(), shape);
  }

  /** @internal What `data()` gives, at once: for code that knows it runs beside the memory. */
  read(): DataOf {
    const { size, pointer } = this;
    if (this.isDense) return viewOf(this.dtype, pointer, size).slice();
    // A strided tensor is read element by element: views are small or rare where people look at numbers.
    const reach = this.shape.map((n, i) => Math.max(0, n - 1) * this.strides[i]);
    const first = reach.reduce((total, n) => total + Math.min(0, n), 0);
    const last = reach.reduce((total, n) => total + Math.max(0, n), 0);
    const source = viewOf(
      this.dtype,
      pointer + first * bytesPerElement[this.dtype],
      size === 0 ? 0 : 1 + last - first,
    );
    const out = source.slice(0, 0).constructor as new (n: number) => DataOf;
    const result = new out(size);
    const steps = denseStrides(this.shape);
    for (let i = 0; i < size; i++) {
      let at = -first;
      for (let axis = 0; axis < steps.length; axis++) {
        at += (Math.floor(i / steps[axis]) % this.shape[axis]) * this.strides[axis];
      }
      result[i] = source[at];
    }
    return result;
  }

  override toString(): string {
    return `Tensor(${this.dtype} ${formatShape(this.shape)}${this.isDisposed ? ', disposed' : ''})`;
  }
}

export type NestedArray = number | NestedArray[];

function nest(data: DataOf, shape: Shape, from = 0): NestedArray {
  if (shape.length === 0) return data[from];
  const [n, ...rest] = shape;
  const step = sizeOf(rest);
  return Array.from({ length: n }, (_, i) => nest(data, rest, from + i * step));
}

function viewOf(dtype: DType, pointer: number, size: number): DataOf {
  if (dtype === 'float32') return float32View(pointer, size);
  return dtype === 'int32' ? int32View(pointer, size) : uint8View(pointer, size);
}

/**
 * A tensor whose elements are whatever was in memory, dense unless other strides are given; for operations that then write
 * all of them.
 *
 * @throws OutOfMemoryError, which names the operation it is for; DTypeError if there is no such dtype.
 */
export function empty(
  shape: Shape,
  dtype: DType = 'float32',
  operation = 'tensor',
  strides: Shape = denseStrides(shape),
): Tensor {
  const storage = reserve(sizeOf(shape) * bytesPerElement[dtype], shape, dtype, operation);
  return new Tensor(storage, dtype, shape, strides);
}

function reserve(bytes: number, shape: Shape, dtype: DType, operation: string): Storage {
  try {
    return new Storage(bytes);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
    if (!Object.hasOwn(bytesPerElement, dtype)) {
      throw new DTypeError(
        `${operation}: dtype must be one of ${Object.keys(bytesPerElement).join(', ')}; got ${JSON.stringify(dtype)}`,
      );
    }
    throw new OutOfMemoryError(`${operation}: ${dtype} ${formatShape(shape)}`, error.bytes);
  }
}
