import { layerNorm, type Tensor } from '../tensor/index.ts';
import { constant } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

export interface LayerNormOptions {
  /** D, the last axis. */
  normalizedShape: number;
  eps?: number;
  bias?: boolean;
}

/** (x - mean) / sqrt(variance + eps) weight + bias over the last axis, [..., D] -> [..., D] (Ba et al., 2016). */
export class LayerNorm extends Module {
  /** [D], initially 1. */
  readonly weight: Parameter;
  /** [D], initially 0. */
  readonly bias: Parameter | null;
  readonly eps: number;

  constructor({ normalizedShape, eps = 1e-5, bias = true }: LayerNormOptions) {
    super();
    this.weight = new Parameter([normalizedShape], constant(1));
    this.bias = bias ? new Parameter([normalizedShape]) : null;
    this.eps = eps;
  }

  /** @throws ShapeError unless the last axis of `x` is D. */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight, this.bias, this.eps);
  }
}
