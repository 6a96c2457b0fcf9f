import { Linear, Module } from '../../nn/index.ts';
import { add, expandDims, type Rng, squeeze, type Tensor, tanh, tidy } from '../../tensor/index.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../mechanism.ts';
import { requireBuiltSize } from './requireBuiltSize.ts';
import type { Score } from './score.ts';

/**
 * score(q, k) = vᵀ tanh(W q + U k) (Bahdanau et al., 2015): a network of one hidden layer, for queries and keys of any
 * sizes. It holds [..., L, S, hiddenDim] in memory.
 *
 * @throws ShapeError at the call for queries or keys of other sizes than those.
 */
export class AdditiveScore extends Module implements Score {
  readonly name = 'additive';
  readonly query: Linear;
  readonly key: Linear;
  readonly hidden: Linear;

  constructor({
    queryDim,
    keyDim,
    hiddenDim,
    rng,
  }: { queryDim: number; keyDim: number; hiddenDim: number; rng: Rng }) {
    super();
    this.query = new Linear({ inFeatures: queryDim, outFeatures: hiddenDim, bias: false, rng });
    this.key = new Linear({ inFeatures: keyDim, outFeatures: hiddenDim, bias: false, rng });
    this.hidden = new Linear({ inFeatures: hiddenDim, outFeatures: 1, bias: false, rng });
  }

  scores(query: Tensor, key: Tensor): Tensor {
    this.requireSizes({ E: query.shape[query.rank - 1] });
    requireBuiltSize(this.name, 'key', this.key.weight.shape[1], key.shape[key.rank - 1]);
    return tidy(() => {
      const q = expandDims(this.query.forward(query), -2);
      const k = expandDims(this.key.forward(key), -3);
      return squeeze(this.hidden.forward(tanh(add(q, k))), -1);
    });
  }

  requireSizes({ E }: Pick<HeadSizes, 'E'>): void {
    requireBuiltSize(this.name, 'query', this.query.weight.shape[1], E);
  }

  cost({ B, H, L, S }: AttentionShape): AttentionCost {
    const [hidden, Eq] = this.query.weight.shape;
    const [, Ek] = this.key.weight.shape;
    return {
      multiplyAdds: B * H * hidden * (L * Eq + S * Ek + L * S),
      // Of every pair the sum and its tanh.
      bytes: 4 * B * H * hidden * (L + S + 2 * L * S),
    };
  }
}
