import { int32View } from '../../runtime/index.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';

/** A tensor that a kernel goes over, what goes along with it, and numbers of its own, as in assembly/tensorList.ts. */
export interface ListedTensor {
  readonly x: Tensor;
  readonly gradient?: Tensor;
  readonly m?: Tensor;
  readonly v?: Tensor;
  readonly stepSize?: number;
  readonly rootCorrection?: number;
}

const WORDS = 8;

/**
 * Lays a list out in memory for kernels that work on many tensors in one call, while `run` runs.
 *
 * @throws DTypeError unless all tensors are float32; ShapeError unless they are dense, and those of an item of one size:
 * they are walked from end to end, at the same pace.
 */
export function withTensorList<T>(
  operation: string,
  items: readonly ListedTensor[],
  run: (count: number, list: number) => T,
): T {
  return tidy(() => {
    const words = new Int32Array(WORDS * items.length);
    const floats = new Float32Array(words.buffer);
    items.forEach(({ x, gradient, m, v, stepSize = 0, rootCorrection = 0 }, i) => {
      requireDense(operation, [x, gradient, m, v]);
      const pointers = [x, gradient, m, v].map((tensor) => tensor?.pointer ?? 0);
      words.set([x.size, ...pointers], WORDS * i);
      floats.set([stepSize, rootCorrection], WORDS * i + 5);
    });
    const list = empty([items.length, WORDS], 'int32');
    int32View(list.pointer, list.size).set(words);
    return run(items.length, list.pointer);
  });
}

function requireDense(operation: string, tensors: readonly (Tensor | undefined)[]): void {
  const present = tensors.filter((tensor) => tensor !== undefined);
  requireFloat(operation, ...present);
  if (present.some((x) => !x.isDense || x.size !== present[0].size)) {
    throw new ShapeError(
      `${operation}: tensors must be dense and of one size; got ${present.map((x) => formatShape(x.shape)).join(', ')}`,
    );
  }
}
