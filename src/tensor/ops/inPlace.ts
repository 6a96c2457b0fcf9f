import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../tensor.ts';
import { binaryInto } from './binary.ts';
import { copyTo } from './copy.ts';
import { type ListedTensor, withTensorList } from './tensorList.ts';

// What writes into its argument. Nothing of it is recorded, and what an earlier operation saved for its backward pass
// would change under it: for optimizers, caches and the engine itself.

/** x += y. `x` is dense, and y broadcasts to it. */
export function addInPlace(x: Tensor, y: Tensor): void {
  binaryInto(kernels().add, x, y, x);
}

/** Writes the elements of `source` into `target`, a view of the same shape. */
export function copyInto(target: Tensor, source: Tensor): void {
  copyTo(source, target.pointer, target.strides);
}

/**
 * x *= factor for each of these dense tensors.
 *
 * @throws ShapeError unless they are dense.
 */
export function scaleInPlace(tensors: Iterable<Tensor>, factor: number): void {
  withTensorList('scaleInPlace', listed(tensors), (count, list) => kernels().scale(count, list, factor));
}

/**
 * Σ x² over all elements of these dense tensors, in float64: finite if, and only if, every element is.
 *
 * @throws ShapeError unless they are dense.
 */
export function sumOfSquares(tensors: Iterable<Tensor>): number {
  return withTensorList('sumOfSquares', listed(tensors), (count, list) =>
    kernels().sumOfSquares(count, list),
  );
}

function listed(tensors: Iterable<Tensor>): ListedTensor[] {
  return Array.from(tensors, (x) => ({ x }));
}
