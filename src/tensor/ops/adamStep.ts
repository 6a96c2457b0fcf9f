import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../tensor.ts';
import { withTensorList } from './tensorList.ts';

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

export interface AdamUpdate {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** The running means of the gradient and its square, zeros before step 1. */
  readonly m: Tensor;
  readonly v: Tensor;
  /** Counts the parameter's updates from 1. */
  readonly step: number;
}

/**
 * One step of Adam (Kingma and Ba, 2015) or AdamW (Loshchilov and Hutter, 2019) on all these parameters, in place, with
 * PyTorch's arithmetic.
 *
 * @throws ShapeError unless all tensors are dense, and those of an update of one size.
 */
export function adamStep(updates: readonly AdamUpdate[], settings: AdamSettings): void {
  const { lr, beta1, beta2, eps, weightDecay, decoupled } = settings;
  const items = updates.map(({ parameter, gradient, m, v, step }) => ({
    ...{ x: parameter, gradient, m, v },
    stepSize: lr / (1 - beta1 ** step),
    rootCorrection: Math.sqrt(1 - beta2 ** step),
  }));
  const [decay, penalty] = decoupled ? [1 - lr * weightDecay, 0] : [1, weightDecay];
  withTensorList('adamStep', items, (count, list) =>
    kernels().adam(count, list, beta1, beta2, eps, decay, penalty),
  );
}
