import type { Parameter } from '../nn/index.ts';
import { adamStep } from '../tensor/index.ts';
import { Optimizer, type ParameterUpdate } from './optimizer.ts';

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
  protected readonly decoupled: boolean = false;

  constructor(
    parameters: Iterable<Parameter>,
    { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 }: AdamOptions = {},
  ) {
    super(parameters, lr, ['first_moment', 'second_moment']);
    this.betas = betas;
    this.eps = eps;
    this.weightDecay = weightDecay;
  }

  protected override update(updates: readonly ParameterUpdate[]): void {
    const { lr, eps, weightDecay, decoupled } = this;
    const [beta1, beta2] = this.betas;
    adamStep(
      updates.map(({ state: [m, v], ...update }) => ({ ...update, m, v })),
      { lr, beta1, beta2, eps, weightDecay, decoupled },
    );
  }
}
