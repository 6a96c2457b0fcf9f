import type { Rng } from '../../tensor/index.ts';

/** The sizes of a Transformer's layers. */
export interface TransformerLayerOptions {
  /** D: the size of every position's vector. */
  readonly embedDim: number;
  readonly numHeads: number;
  /** The hidden size of the feed-forward part. */
  readonly feedForwardDim: number;
  readonly dropout: number;
  readonly rng: Rng;
}
