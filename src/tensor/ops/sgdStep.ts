import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../tensor.ts';
import { withTensorList } from './tensorList.ts';

export interface SGDSettings {
  /** The learning rate of this step. */
  readonly lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

export interface SGDUpdate {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** Zeros before the first step; without it there is no momentum. */
  readonly velocity?: Tensor;
}

/**
 * One step of stochastic gradient descent on all these parameters, in place:
 * velocity = momentum velocity + g + weightDecay p; p -= lr velocity.
 *
 * @throws ShapeError unless all tensors are dense, and those of an update of one size.
 */
export function sgdStep(updates: readonly SGDUpdate[], { lr, momentum, weightDecay }: SGDSettings): void {
  const items = updates.map(({ parameter, gradient, velocity }) => ({ x: parameter, gradient, m: velocity }));
  withTensorList('sgdStep', items, (count, list) => kernels().sgd(count, list, lr, momentum, weightDecay));
}
