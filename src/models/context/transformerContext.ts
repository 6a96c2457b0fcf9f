import { Dropout, Linear, Module, SinusoidalPositions } from '../../nn/index.ts';
import { type Tensor, tidy } from '../../tensor/index.ts';
import { TransformerEncoder } from '../transformer/encoder.ts';
import type { TransformerEncoderOptions } from '../transformer/options.ts';
import type { ContextEncoder } from './contextEncoder.ts';

export interface TransformerContextOptions extends TransformerEncoderOptions {
  readonly inFeatures: number;
}

/**
 * Vectors with their positions through a Transformer encoder: self-attention is all that connects them. A `pattern`, such as
 * a sliding window, says which look at which.
 */
export class TransformerContext extends Module implements ContextEncoder {
  readonly input: Linear;
  readonly positions: SinusoidalPositions;
  readonly dropout: Dropout;
  readonly encoder: TransformerEncoder;
  readonly outFeatures: number;

  /** @throws ValueError unless `embedDim` is even, and `numHeads` divides it. */
  constructor({ inFeatures, ...options }: TransformerContextOptions) {
    super();
    const { embedDim, dropout, rng } = options;
    this.input = new Linear({ inFeatures, outFeatures: embedDim, rng });
    this.positions = new SinusoidalPositions({ dim: embedDim });
    this.dropout = new Dropout({ p: dropout, rng });
    this.encoder = new TransformerEncoder(options);
    this.outFeatures = embedDim;
  }

  forward(
    x: Tensor,
    options: { lengths: readonly number[]; needWeights?: boolean },
  ): { output: Tensor; weights: Tensor | null } {
    return tidy(() => {
      const placed = this.positions.forward(this.input.forward(x));
      return this.encoder.forward(this.dropout.forward(placed), options);
    });
  }
}
