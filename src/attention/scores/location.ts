import { Linear, Module } from '../../nn/index.ts';
import { linear, type Rng, ShapeError, slice, type Tensor, tidy } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import { requireBuiltSize } from './requireBuiltSize.ts';
import type { Score } from './score.ts';

/**
 * score(q, k_j) = w_j · q (Luong et al., 2015, "location"): the query alone says which positions to look at, whatever is there.
 * The rows w_j are the weight [maxLength, queryDim] of `positions`.
 *
 * @throws ShapeError at the call if there are more than `maxLength` keys, or queries of another size than `queryDim`.
 */
export class LocationScore extends Module implements Score {
  readonly name = 'location';
  readonly positions: Linear;
  readonly maxLength: number;

  constructor({ queryDim, maxLength, rng }: { queryDim: number; maxLength: number; rng: Rng }) {
    super();
    this.positions = new Linear({ inFeatures: queryDim, outFeatures: maxLength, bias: false, rng });
    this.maxLength = maxLength;
  }

  scores(query: Tensor, key: Tensor): Tensor {
    const S = key.shape[key.rank - 2];
    this.requireSizes({ S, E: query.shape[query.rank - 1] });
    return tidy(() => linear(query, slice(this.positions.weight, 0, 0, S)));
  }

  requireSizes({ S, E }: Pick<HeadSizes, 'S' | 'E'>): void {
    requireBuiltSize(this.name, 'query', this.positions.weight.shape[1], E);
    if (S <= this.maxLength) return;
    throw new ShapeError(
      `location: knows ${this.maxLength} positions; got S = ${S} keys. Build it with a larger maxLength.`,
    );
  }

  cost({ B, H, L, S }: AttentionShape): AttentionCost {
    return { multiplyAdds: B * H * L * S * this.positions.weight.shape[1], bytes: 0 };
  }
}
