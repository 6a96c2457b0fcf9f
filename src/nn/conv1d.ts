import {
  formatShape,
  linear,
  permute,
  type Rng,
  reshape,
  ShapeError,
  type Tensor,
  tidy,
} from '../tensor/index.ts';
import { kaimingUniform, uniform } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { unfold, type WindowOptions } from './unfold.ts';

export interface Conv1dOptions extends WindowOptions {
  inChannels: number;
  outChannels: number;
  bias?: boolean;
  rng: Rng;
}

/**
 * Convolution over time, channels last: x [B, L, In] -> [B, L', Out], y[t] = b + sum over k of W[:, :, k] x[t stride -
 * padding + k dilation]. Weights lie as in PyTorch, whose layer has channels before time; here sequences keep the layout
 * that they have everywhere.
 */
export class Conv1d extends Module {
  /** [Out, In, K] */
  readonly weight: Parameter;
  /** [Out] */
  readonly bias: Parameter | null;
  readonly window: WindowOptions;

  constructor({ inChannels, outChannels, bias = true, rng, ...window }: Conv1dOptions) {
    super();
    const { kernelSize } = window;
    const bound = 1 / Math.sqrt(inChannels * kernelSize);
    this.weight = new Parameter(
      [outChannels, inChannels, kernelSize],
      kaimingUniform({ negativeSlope: Math.sqrt(5), rng }),
    );
    this.bias = bias ? new Parameter([outChannels], uniform({ low: -bound, high: bound, rng })) : null;
    this.window = window;
  }

  /** @throws ShapeError unless x is [B, L, In] and long enough for one window. */
  forward(x: Tensor): Tensor {
    const [outputs, inputs, taps] = this.weight.shape;
    if (x.rank !== 3 || x.shape[2] !== inputs) {
      throw new ShapeError(
        `Conv1d: needs x [B, L, In] with In = ${inputs}, channels last; got ${formatShape(x.shape)}`,
      );
    }
    return tidy(() => {
      const matrix = reshape(permute(this.weight, [0, 2, 1]), [outputs, taps * inputs]);
      return linear(unfold(x, this.window), matrix, this.bias);
    });
  }
}
