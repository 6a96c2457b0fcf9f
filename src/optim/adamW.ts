import type { Parameter } from '../nn/index.ts';
import { Adam, type AdamOptions } from './adam.ts';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as in PyTorch: before Adam's step, p is multiplied by
 * 1 - lr weightDecay, 0.01 by default.
 */
export class AdamW extends Adam {
  protected override readonly decoupled = true;

  constructor(parameters: Iterable<Parameter>, { weightDecay = 0.01, ...options }: AdamOptions = {}) {
    super(parameters, { ...options, weightDecay });
  }
}
