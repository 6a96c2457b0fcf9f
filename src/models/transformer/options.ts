import type { Mechanism, MechanismRecipe, Pattern, RelativePositions } from '../../attention/index.ts';
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
  /**
   * How positions look at one another, in place of the scaled dot product under softmax with `pattern` and `positions`. Of a
   * recipe each layer builds its own; a mechanism with parameters is shared by all.
   */
  readonly mechanism?: Mechanism | MechanismRecipe;
}

export interface TransformerDecoderParts extends TransformerLayerParts {
  /**
   * How positions look at those before them, in place of the scaled dot product under softmax with `positions`: a causal
   * mechanism. Not all can be decoded step by step: `selfAttn.startDecoding()` of a layer refuses those that cannot.
   */
  readonly mechanism?: Mechanism | MechanismRecipe;
}

export interface TransformerStackOptions extends TransformerLayerOptions {
  readonly numLayers: number;
  /** The same for each layer: its own, or one that layers share. */
  readonly positions?: () => RelativePositions;
}

export interface TransformerEncoderOptions extends TransformerStackOptions {
  /** Which positions look at which; all at all by default. */
  readonly pattern?: Pattern;
  /**
   * How positions look at one another, in place of the scaled dot product under softmax with `pattern` and `positions`. Of a
   * recipe each layer builds its own; a mechanism with parameters is shared by all.
   */
  readonly mechanism?: Mechanism | MechanismRecipe;
}

export interface TransformerDecoderOptions extends TransformerStackOptions {
  /** As in `TransformerDecoderParts`; of a recipe each layer builds its own. */
  readonly mechanism?: Mechanism | MechanismRecipe;
}
