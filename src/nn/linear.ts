import { type LinearActivation, linear, type Rng, type Tensor } from '../tensor/index.ts';
import { kaimingUniform, uniform } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

export interface LinearOptions {
  inFeatures: number;
  outFeatures: number;
  bias?: boolean;
  rng: Rng;
}

/** y = x Wᵀ + b: [..., In] -> [..., Out], with W [Out, In] and b [Out], both initially uniform within ±1/sqrt(In). */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor({ inFeatures, outFeatures, bias = true, rng }: LinearOptions) {
    super();
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = new Parameter(
      [outFeatures, inFeatures],
      kaimingUniform({ negativeSlope: Math.sqrt(5), rng }),
    );
    this.bias = bias ? new Parameter([outFeatures], uniform({ low: -bound, high: bound, rng })) : null;
  }

  /**
   * With `activation` 'relu' max(0, x Wᵀ + b), in the same pass over the result.
   *
   * @throws ShapeError unless the last axis of `x` is In.
   */
  forward(x: Tensor, options: { activation?: LinearActivation } = {}): Tensor {
    return linear(x, this.weight, this.bias, options);
  }
}
