import { Conv1d, Dropout, Module } from '../../nn/index.ts';
import {
  expandDims,
  lengthMask,
  type Rng,
  relu,
  type Tensor,
  tidy,
  ValueError,
  where,
} from '../../tensor/index.ts';
import type { FrameBatch } from './frameBatch.ts';

export interface FrameConvolutionsOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** How many frames a filter looks at; odd, so that a window has a middle. */
  readonly width: number;
  /** For each convolution, how far it goes from place to place: 2 halves the places. */
  readonly strides: readonly number[];
  readonly dropout: number;
  readonly rng: Rng;
}

/**
 * Convolutions over time, one after the other, each relu(b + Σ_k W_k x_{t s + k}) with zeros beyond the ends. Strides make
 * fewer places of the frames, T to ceil(T / s), so that attention after them costs less and sees further (Dong et al., 2018,
 * Speech-Transformer).
 */
export class FrameConvolutions extends Module {
  readonly convolutions: readonly Conv1d[];
  readonly dropout: Dropout;
  /** How many frames there are from one place to the next, after all of them. */
  readonly stride: number;
  readonly outFeatures: number;

  /** @throws ValueError unless the width is odd, and there are strides, whole numbers from 1. */
  constructor({ inFeatures, outFeatures, width, strides, dropout, rng }: FrameConvolutionsOptions) {
    super();
    if (!(Number.isInteger(width) && width > 0 && width % 2 === 1)) {
      throw new ValueError(`FrameConvolutions: width must be an odd number; got ${width}`);
    }
    if (strides.length === 0 || !strides.every((stride) => Number.isInteger(stride) && stride >= 1)) {
      throw new ValueError(
        `FrameConvolutions: strides must be whole numbers from 1, at least one; got ${JSON.stringify(strides)}`,
      );
    }
    this.convolutions = strides.map(
      (stride, i) =>
        new Conv1d({
          inChannels: i === 0 ? inFeatures : outFeatures,
          outChannels: outFeatures,
          kernelSize: width,
          stride,
          padding: (width - 1) / 2,
          rng,
        }),
    );
    this.dropout = new Dropout({ p: dropout, rng });
    this.stride = strides.reduce((product, stride) => product * stride, 1);
    this.outFeatures = outFeatures;
  }

  /** [B, T, M] -> [B, ceil(T / stride), outFeatures]; what is no frame of a recording has no say. */
  forward({ frames, lengths }: FrameBatch): FrameBatch {
    let places = lengths;
    const output = tidy(() =>
      this.convolutions.reduce((x: Tensor, layer) => {
        const real = where(expandDims(lengthMask(places, x.shape[1]), -1), x, 0);
        places = places.map((length) => Math.ceil(length / layer.window.stride!));
        return this.dropout.forward(relu(layer.forward(real)));
      }, frames),
    );
    return { frames: output, lengths: places };
  }
}
