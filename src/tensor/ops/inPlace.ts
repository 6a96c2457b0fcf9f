import { kernels } from '../../runtime/index.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { binaryInto } from './binary.ts';
import { copyTo } from './copy.ts';

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

/** x *= factor, for dense x. */
export function scaleInPlace(x: Tensor, factor: number): void {
  requireDense('scaleInPlace', x);
  kernels().scale(x.size, factor, x.pointer);
}

/** Σ x² over all elements of dense tensors, in float64: finite if, and only if, every element is. */
export function sumOfSquares(tensors: Iterable<Tensor>): number {
  let total = 0;
  for (const x of tensors) {
    requireDense('sumOfSquares', x);
    total += kernels().sumOfSquares(x.size, x.pointer);
  }
  return total;
}

export interface AdamSettings {
  /** The learning rate of this step. */
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** Whether weights decay apart from the gradient (AdamW), or through it (Adam's L2 penalty). */
  readonly decoupled: boolean;
}

/**
 * One step of Adam (Kingma and Ba, 2015) or AdamW (Loshchilov and Hutter, 2019) on a dense parameter, with PyTorch's
 * arithmetic. `m` and `v` are the running means of the gradient and its square, zeros before step 1.
 */
export function adamStep(
  param: Tensor,
  gradient: Tensor,
  m: Tensor,
  v: Tensor,
  step: number,
  settings: AdamSettings,
): void {
  requireDense('adamStep', param, gradient, m, v);
  const { lr, beta1, beta2, eps, weightDecay, decoupled } = settings;
  kernels().adam(
    ...([param.size, param.pointer, gradient.pointer, m.pointer, v.pointer] as const),
    ...([lr / (1 - beta1 ** step), beta1, beta2, eps, Math.sqrt(1 - beta2 ** step)] as const),
    ...([decoupled ? 1 - lr * weightDecay : 1, decoupled ? 0 : weightDecay] as const),
  );
}

/** Kernels that write in place run over memory from end to end, and several tensors at the same pace. */
function requireDense(operation: string, ...tensors: readonly Tensor[]): void {
  requireFloat(operation, ...tensors);
  for (const x of tensors) {
    if (!x.isDense || x.size !== tensors[0].size) {
      throw new ShapeError(
        `${operation}: tensors must be dense and of one size; got ${tensors.map((t) => formatShape(t.shape)).join(', ')}`,
      );
    }
  }
}
