import { Linear, Module } from '../../nn/index.ts';
import type { Rng, Tensor } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import { scoresOfProduct } from './dot.ts';
import { requireBuiltSize } from './requireBuiltSize.ts';
import type { DotProduct, Score } from './score.ts';

export interface LowRankBilinearOptions {
  readonly queryDim: number;
  readonly keyDim: number;
  /** r: the size in which query and key meet. */
  readonly rank: number;
  /** 1 by default; 1 / √r makes it scaled dot-product attention with learned projections. */
  readonly scale?: number;
  readonly rng: Rng;
}

/**
 * score(q, k) = scale · (U q) · (V k) with U [r, queryDim] and V [r, keyDim]: the bilinear score q W k with W = Uᵀ V of rank r
 * at the most, in r (Eq + Ek) parameters instead of Eq Ek (Kim et al., 2017). Query and key may be of any sizes.
 *
 * @throws ShapeError at the call for queries or keys of other sizes than those.
 */
export class LowRankBilinearScore extends Module implements Score {
  readonly name = 'lowRankBilinear';
  readonly query: Linear;
  readonly key: Linear;
  readonly scale: number;
  readonly productDim: number;

  constructor({ queryDim, keyDim, rank, scale = 1, rng }: LowRankBilinearOptions) {
    super();
    this.query = new Linear({ inFeatures: queryDim, outFeatures: rank, bias: false, rng });
    this.key = new Linear({ inFeatures: keyDim, outFeatures: rank, bias: false, rng });
    this.scale = scale;
    this.productDim = rank;
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    this.requireSizes({ E: query.shape[query.rank - 1] });
    requireBuiltSize(this.name, 'key', this.key.weight.shape[1], key.shape[key.rank - 1]);
    return { query: this.query.forward(query), key: this.key.forward(key), scale: this.scale };
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  requireSizes({ E }: Pick<HeadSizes, 'E'>): void {
    requireBuiltSize(this.name, 'query', this.query.weight.shape[1], E);
  }

  cost({ B, H, L, S }: AttentionShape): AttentionCost {
    const [rank, Eq] = this.query.weight.shape;
    const [, Ek] = this.key.weight.shape;
    return { multiplyAdds: B * H * rank * (L * Eq + S * Ek), bytes: 4 * B * H * rank * (L + S) };
  }
}
