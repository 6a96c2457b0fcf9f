import type { Tensor } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import type { Align } from '../patterns/alignment.ts';

/** Queries and keys whose dot product, times `scale`, is the score, with a bias where there is one. */
export interface DotProduct {
  /** [B, H, L, F] */
  readonly query: Tensor;
  /** [B, H, S, F], or with fewer heads, each for several of the query. */
  readonly key: Tensor;
  readonly scale: number;
  /** Broadcasts to [B, H, L, S]; added to the scores. */
  readonly bias?: Tensor | null;
}

/**
 * How alike a query and a key are, before normalising. A score that is a dot product of something says of what
 * (`asDotProduct`), and then needs no L x S matrix in memory: the fused kernel computes it.
 */
export interface Score {
  readonly name: string;
  /** query [..., L, Eq], key [..., S, Ek] -> scores [..., L, S]. */
  scores(query: Tensor, key: Tensor): Tensor;
  asDotProduct?(query: Tensor, key: Tensor): DotProduct;
  /** Which ends meet where there are other numbers of queries than of keys, of scores that ask; decoding takes 'end'. */
  readonly align?: Align | undefined;
  /** The size of what the dot product is of, where it is not E. */
  readonly productDim?: number;
  /** How many numbers the bias of the dot product has; none by default. */
  biasFloats?(shape: AttentionShape): number;
  /** Of scores that are made for some sizes alone. @throws ShapeError for others, as a call with them does. */
  requireSizes?(sizes: HeadSizes): void;
  /** What it takes to get there, without that product; nothing worth counting by default. */
  cost?(shape: AttentionShape): AttentionCost;
}
