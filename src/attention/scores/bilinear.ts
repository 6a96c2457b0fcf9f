import { Linear, Module } from '../../nn/index.ts';
import type { Rng, Tensor } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import { scoresOfProduct } from './dot.ts';
import { requireBuiltSize } from './requireBuiltSize.ts';
import type { DotProduct, Score } from './score.ts';

/**
 * score(q, k) = q W k (Luong et al., 2015, "general"): learns how a query's directions match a key's, which may be of
 * another size. W is held as the weight [keyDim, queryDim] of `projection`.
 *
 * @throws ShapeError at the call for queries or keys of other sizes than those.
 */
export class BilinearScore extends Module implements Score {
  readonly name = 'bilinear';
  readonly projection: Linear;
  readonly productDim: number;

  constructor({ queryDim, keyDim, rng }: { queryDim: number; keyDim: number; rng: Rng }) {
    super();
    this.projection = new Linear({ inFeatures: queryDim, outFeatures: keyDim, bias: false, rng });
    this.productDim = keyDim;
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    this.requireSizes({ E: query.shape[query.rank - 1] });
    requireBuiltSize(this.name, 'key', this.projection.weight.shape[0], key.shape[key.rank - 1]);
    return { query: this.projection.forward(query), key, scale: 1 };
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  requireSizes({ E }: Pick<HeadSizes, 'E'>): void {
    requireBuiltSize(this.name, 'query', this.projection.weight.shape[1], E);
  }

  cost({ B, H, L }: AttentionShape): AttentionCost {
    const [Ek, Eq] = this.projection.weight.shape;
    return { multiplyAdds: B * H * L * Eq * Ek, bytes: 4 * B * H * L * Ek };
  }
}
