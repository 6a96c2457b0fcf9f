import { Conv1d, Module } from '../../nn/index.ts';
import {
  concat,
  expandDims,
  lengthMask,
  type Rng,
  relu,
  type Tensor,
  tidy,
  ValueError,
  where,
} from '../../tensor/index.ts';
import type { ContextEncoder } from './contextEncoder.ts';

export interface ConvolutionalContextOptions {
  readonly inFeatures: number;
  /** How many words filters look at; odd, so that a window has a middle. */
  readonly widths: readonly number[];
  /** Filters of each width. */
  readonly numFilters: number;
  readonly rng: Rng;
}

/**
 * What each word and its neighbours are together, by filters of several widths (Kim, 2014): relu(b + Σ_k W_k x_{t+k}), zeros
 * beyond the ends. Nothing is attended to.
 */
export class ConvolutionalContext extends Module implements ContextEncoder {
  readonly convolutions: readonly Conv1d[];
  readonly outFeatures: number;

  /** @throws ValueError unless there are widths, all of them odd. */
  constructor({ inFeatures, widths, numFilters, rng }: ConvolutionalContextOptions) {
    super();
    if (widths.length === 0 || widths.some((width) => !(width > 0 && width % 2 === 1))) {
      throw new ValueError(
        `ConvolutionalContext: widths must be odd numbers, at least one; got ${JSON.stringify(widths)}`,
      );
    }
    const sizes = { inChannels: inFeatures, outChannels: numFilters, rng };
    this.convolutions = widths.map(
      (kernelSize) => new Conv1d({ ...sizes, kernelSize, padding: (kernelSize - 1) / 2 }),
    );
    this.outFeatures = widths.length * numFilters;
  }

  forward(x: Tensor, { lengths }: { lengths: readonly number[] }): { output: Tensor; weights: null } {
    const output = tidy(() => {
      const words = where(expandDims(lengthMask(lengths, x.shape[1]), -1), x, 0);
      return concat(
        this.convolutions.map((layer) => relu(layer.forward(words))),
        -1,
      );
    });
    return { output, weights: null };
  }
}
