import type { Pattern, RelativePositions } from '../../attention/index.ts';
import type { Rng } from '../../tensor/index.ts';

/** What all of a Transformer's layers have in common. */
export interface TransformerLayerOptions {
  /** D: the size of every position's vector. */
  readonly embedDim: number;
  readonly numHeads: number;
  /** The hidden size of the feed-forward part. */
  readonly feedForwardDim: number;
  readonly dropout: number;
  readonly rng: Rng;
}

export interface TransformerLayerParts extends TransformerLayerOptions {
  /** What tells self-attention how far apart positions are; nothing by default. */
  readonly positions?: RelativePositions | null;
}

export interface TransformerEncoderParts extends TransformerLayerParts {
  /** Which positions look at which; all at all by default. */
  readonly pattern?: Pattern;
}

export interface TransformerStackOptions extends TransformerLayerOptions {
  readonly numLayers: number;
  /** The same for each layer: its own, or one that layers share. */
  readonly positions?: () => RelativePositions;
}

export interface TransformerEncoderOptions extends TransformerStackOptions {
  /** Which positions look at which; all at all by default. */
  readonly pattern?: Pattern;
}
