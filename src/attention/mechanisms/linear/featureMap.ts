import type { Module } from '../../../nn/index.ts';
import type { FusedFeatures, Tensor } from '../../../tensor/index.ts';
import type { HeadSizes, MechanismSizes } from '../../mechanism.ts';

/** phi: what makes a weight of linear attention a dot product, of the features of a query and of those of a key. */
export interface FeatureMap {
  readonly name: string;
  /** Modules with what it learned or drew. */
  readonly modules?: readonly Module[];
  /** [B, H, L, E] -> what `inKernel` makes features [B, H, L, F] of, or these themselves. */
  queries(query: Tensor): Tensor;
  /**
   * The same of keys, [B, Hk, S, E]. `visible` (bool, broadcasting to [B, Hk, 1, S]) are those that are seen, null for all;
   * whatever the others' features are, nobody reads them. For the causal form features of a key must not depend on others;
   * else they may have a factor for all keys of a head.
   */
  keys(key: Tensor, visible: Tensor | null, causal: boolean): Tensor;
  /** The last step, which the kernel takes on the way; null where features are complete. */
  readonly inKernel: FusedFeatures | null;
  /** Why there is no causal form; null where there is one. */
  readonly notCausal: string | null;
  /** Weights are taken as they are, and not divided by their sum. */
  readonly normalized: boolean;
  /** Called once for each call of the mechanism, before the rest; whether gradients will be wanted. */
  prepare?(learning: boolean): void;
  /** Where it is made for some sizes alone. @throws ShapeError for others. */
  requireSizes?(sizes: HeadSizes): void;
  cost(sizes: FeatureMapSizes): FeatureMapCost;
}

/** A map that draws or learns numbers for each layer. */
export interface FeatureMapRecipe {
  readonly recipe: string;
  build(sizes: MechanismSizes): FeatureMap;
}

/** The rows of queries, B H L, and those of keys, B Hk S, and their size E. */
export interface FeatureMapSizes {
  readonly queries: number;
  readonly keys: number;
  readonly E: number;
}

/** As `AttentionCost`, of what `queries` and `keys` do. */
export interface FeatureMapCost {
  /** F */
  readonly numFeatures: number;
  readonly multiplyAdds: number;
  readonly bytes: number;
}
