import { init, Module, Parameter } from '../../../nn/index.ts';
import { broadcastTo, keep, randomNormal, slice, type Tensor } from '../../../tensor/index.ts';
import type { MechanismSizes } from '../../mechanism.ts';
import type { Align } from '../../patterns/alignment.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { checkSynthesis } from './checkSynthesis.ts';

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
    const [H, maxLength, rank] = this.keyRows.shape;
    const [B, , L] = query.shape;
    const S = key.shape[2];
    checkSynthesis(this.name, H, maxLength, query, S, L);
    const first = this.align === 'end' ? S - L : 0;
    const part = (rows: Tensor, from: number, n: number): Tensor =>
      broadcastTo(slice(rows, 1, from, from + n), [B, H, n, rank]);
    return { query: part(this.queryRows, first, L), key: part(this.keyRows, 0, S), scale: 1 };
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }
}
