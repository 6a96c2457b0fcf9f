import type { Rng, Tensor } from '../../tensor/index.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import { convolutionParameters } from './conv1d.ts';
import { conv2d } from './convolve.ts';
import { checkedAxes, type WindowOptions2d } from './windows.ts';

export interface Conv2dOptions extends WindowOptions2d {
  inChannels: number;
  outChannels: number;
  bias?: boolean;
  rng: Rng;
}

/**
 * Convolution over images, channels last: x [B, H, W, In] -> [B, H', W', Out], as `conv2d` computes it. Weights lie as in
 * PyTorch, whose layer has channels before height and width.
 *
 * @throws ValueError for options out of range.
 */
export class Conv2d extends Module {
  /** [Out, In, Kh, Kw], initially uniform within ±1/sqrt(In Kh Kw). */
  readonly weight: Parameter;
  /** [Out] */
  readonly bias: Parameter | null;
  readonly window: WindowOptions2d;

  constructor({ inChannels, outChannels, bias = true, rng, ...window }: Conv2dOptions) {
    super();
    const [down, across] = checkedAxes('Conv2d', window);
    const shape = [outChannels, inChannels, down.taps, across.taps];
    [this.weight, this.bias] = convolutionParameters('Conv2d', shape, bias, rng);
    this.window = window;
  }

  /** @throws ShapeError unless x is [B, H, W, In] and large enough for one window. */
  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.window);
  }
}
