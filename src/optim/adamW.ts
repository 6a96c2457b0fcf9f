import type { Parameter } from '../nn/index.ts';
import { type AdamOptions, adamUpdate, momentNames } from './adam.ts';
import { Optimizer, type Update } from './optimizer.ts';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as in PyTorch: before Adam's step, p is multiplied by
 * 1 - lr weightDecay, 0.01 by default.
 */
export class AdamW extends Optimizer {
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;

  constructor(
    parameters: Iterable<Parameter>,
    { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0.01 }: AdamOptions = {},
  ) {
    super(parameters, lr, momentNames);
    this.betas = betas;
    this.eps = eps;
    this.weightDecay = weightDecay;
  }

  protected override update(update: Update): void {
    adamUpdate(update, this, { decay: 1 - this.lr * this.weightDecay, penalty: 0 });
  }
}
