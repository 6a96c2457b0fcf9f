import { init, Module, Parameter } from '../../../nn/index.ts';
import { broadcastTo, keep, randomNormal, slice, type Tensor } from '../../../tensor/index.ts';
import { headSizes } from '../../headSizes.ts';
import type { HeadSizes, MechanismSizes } from '../../mechanism.ts';
import type { Align } from '../../patterns/alignment.ts';
import { requireHeads } from '../../requireHeads.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { requirePlaces } from './requirePlaces.ts';

/**
 * score_ij = r_i · s_j (Tay et al., 2021, factorized random): R_1 R_2ᵀ of rank k, 2 k maxLength numbers for each head in place of
 * maxLength², and a dot product, so that no L x S matrix is made of it.
 */
export class LowRankRandomScore extends Module implements Score {
  readonly name = 'lowRankRandomSynthesizer';
  readonly productDim: number;
  readonly align: Align;
  /** [H, maxLength, k], as the next; buffers where they are not learned. */
  readonly queryRows: Tensor;
  readonly keyRows: Tensor;

  constructor({
    maxLength,
    rank,
    trainable,
    align,
    numHeads,
    rng,
  }: MechanismSizes & { maxLength: number; rank: number; trainable: boolean; align: Align }) {
    super();
    this.align = align;
    // Scores then have a deviation of 1, as those of the whole matrix.
    const std = rank ** -0.25;
    const shape = [numHeads, maxLength, rank];
    const rows = (): Tensor =>
      trainable ? new Parameter(shape, init.normal({ std, rng })) : keep(randomNormal(shape, rng, 0, std));
    this.queryRows = rows();
    this.keyRows = rows();
    this.productDim = rank;
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    const sizes = headSizes(query, key);
    this.requireSizes(sizes);
    const { H, L, S } = sizes;
    const [B] = query.shape;
    const rank = this.productDim;
    const first = this.align === 'end' ? S - L : 0;
    const part = (rows: Tensor, from: number, n: number): Tensor =>
      broadcastTo(slice(rows, 1, from, from + n), [B, H, n, rank]);
    return { query: part(this.queryRows, first, L), key: part(this.keyRows, 0, S), scale: 1 };
  }

  requireSizes({ H, L, S, E }: HeadSizes): void {
    const [numHeads, maxLength] = this.keyRows.shape;
    requireHeads(this.name, { numHeads }, H, E);
    requirePlaces(this.name, maxLength, S, L);
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }
}
