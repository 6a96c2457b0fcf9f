import { type Rng, type Tensor, ValueError } from '../../tensor/index.ts';
import { kaimingUniform, uniform } from '../init.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';
import { conv1d } from './convolve.ts';
import { checkedAxis, type WindowOptions } from './windows.ts';

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
 *
 * @throws ValueError for options out of range.
 */
export class Conv1d extends Module {
  /** [Out, In, K], initially uniform within ±1/sqrt(In K). */
  readonly weight: Parameter;
  /** [Out] */
  readonly bias: Parameter | null;
  readonly window: WindowOptions;

  constructor({ inChannels, outChannels, bias = true, rng, ...window }: Conv1dOptions) {
    super();
    checkedAxis('Conv1d', window);
    [this.weight, this.bias] = convolutionParameters(
      'Conv1d',
      [outChannels, inChannels, window.kernelSize],
      bias,
      rng,
    );
    this.window = window;
  }

  /** @throws ShapeError unless x is [B, L, In] and long enough for one window. */
  forward(x: Tensor): Tensor {
    return conv1d(x, this.weight, this.bias, this.window);
  }
}

/** As PyTorch initializes them. */
export function convolutionParameters(
  layer: string,
  shape: readonly number[],
  bias: boolean,
  rng: Rng,
): [weight: Parameter, bias: Parameter | null] {
  const [outChannels, inChannels, ...extents] = shape;
  if (![outChannels, inChannels].every((n) => Number.isInteger(n) && n >= 1)) {
    throw new ValueError(
      `${layer}: inChannels and outChannels must be whole numbers from 1; got ${inChannels} and ${outChannels}`,
    );
  }
  const bound = 1 / Math.sqrt(extents.reduce((product, n) => product * n, inChannels));
  const weight = new Parameter(shape, kaimingUniform({ negativeSlope: Math.sqrt(5), rng }));
  return [weight, bias ? new Parameter([outChannels], uniform({ low: -bound, high: bound, rng })) : null];
}
