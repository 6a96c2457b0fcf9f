import type { Parameter } from '../nn/index.ts';
import { kernels } from '../runtime/index.ts';
import { Optimizer, type Update } from './optimizer.ts';

export interface AdamOptions {
  lr?: number;
  /** How much of the running means of the gradient and of its square stays at each step. */
  betas?: readonly [number, number];
  eps?: number;
  weightDecay?: number;
}

/**
 * Adam (Kingma and Ba, 2015), as in PyTorch: m and v are running means of the gradient g and of g², from 0, and
 *
 *     p -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
 *
 * Weight decay, 0 by default, is added to the gradient; `AdamW` keeps it apart.
 */
export class Adam extends Optimizer {
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;

  constructor(
    parameters: Iterable<Parameter>,
    { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 }: AdamOptions = {},
  ) {
    super(parameters, lr, momentNames);
    this.betas = betas;
    this.eps = eps;
    this.weightDecay = weightDecay;
  }

  protected override update(update: Update): void {
    adamUpdate(update, this, { decay: 1, penalty: this.weightDecay });
  }
}

export const momentNames = ['first_moment', 'second_moment'];

export function adamUpdate(
  { size, parameter, gradient, state: [m, v], step }: Update,
  { lr, betas: [beta1, beta2], eps }: Pick<Adam, 'lr' | 'betas' | 'eps'>,
  { decay, penalty }: { decay: number; penalty: number },
): void {
  const stepSize = lr / (1 - beta1 ** step);
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  kernels().adam(
    ...([size, parameter, gradient, m, v] as const),
    ...([stepSize, beta1, beta2, eps, rootCorrection, decay, penalty] as const),
  );
}
