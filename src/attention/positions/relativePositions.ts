import type { Tensor } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import type { Align } from '../patterns/alignment.ts';

/** What positions make of queries and keys. */
export interface Positioned {
  readonly query: Tensor;
  readonly key: Tensor;
  /** Broadcasts to [B, H, L, S]; added to the scores before they are normalised. */
  readonly bias: Tensor | null;
}

/**
 * How attention is told where queries and keys stand: not by what is added to its inputs, but by how far each key is from
 * each query, j - i. Without positions, self-attention does not see the order of its inputs: permuting them permutes its
 * outputs, and that is all.
 */
export interface RelativePositions {
  readonly name: string;
  /** They work inside the product of query and key, and so go with scores that are a dot product of something alone. */
  readonly needsDotProduct?: boolean;
  /** Which ends meet where there are other numbers of queries than of keys, of positions that ask; decoding takes 'end'. */
  readonly align?: Align | undefined;
  /**
   * query [B, H, L, E] and key [B, H, S, E] are those whose dot product, times `scale`, is the score; where a score is no dot
   * product, what it compares, with a scale of 1, and only the bias counts.
   */
  apply(query: Tensor, key: Tensor, scale: number): Positioned;
  /** Of positions that are made for some sizes alone. @throws ShapeError for others, as a call with them does. */
  requireSizes?(sizes: HeadSizes): void;
  /** What they take; nothing worth counting by default. */
  cost?(shape: AttentionShape): AttentionCost;
}
