import type { Parameter } from '../nn/index.ts';
import { sgdStep } from '../tensor/index.ts';
import { Optimizer, type ParameterUpdate } from './optimizer.ts';

export interface SGDOptions {
  lr?: number;
  /** How much of the velocity stays at each step. Without it, nothing is remembered. */
  momentum?: number;
  weightDecay?: number;
}

/** Stochastic gradient descent, as in PyTorch: velocity = momentum velocity + g + weightDecay p; p -= lr velocity. */
export class SGD extends Optimizer {
  readonly momentum: number;
  readonly weightDecay: number;

  constructor(
    parameters: Iterable<Parameter>,
    { lr = 1e-3, momentum = 0, weightDecay = 0 }: SGDOptions = {},
  ) {
    super(parameters, lr, momentum === 0 ? [] : ['velocity']);
    this.momentum = momentum;
    this.weightDecay = weightDecay;
  }

  protected override update(updates: readonly ParameterUpdate[]): void {
    const { lr, momentum, weightDecay } = this;
    sgdStep(
      updates.map(({ state: [velocity], ...update }) => ({ ...update, velocity })),
      { lr, momentum, weightDecay },
    );
  }
}
