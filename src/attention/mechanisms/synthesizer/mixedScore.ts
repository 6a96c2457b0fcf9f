import { Module, Parameter } from '../../../nn/index.ts';
import { add, concat, mul, reshape, slice, softmax, type Tensor, tidy } from '../../../tensor/index.ts';
import { headSizes } from '../../headSizes.ts';
import type { AttentionCost, AttentionShape, HeadSizes } from '../../mechanism.ts';
import type { Align } from '../../patterns/alignment.ts';
import { repeatHeads } from '../../repeatHeads.ts';
import { requireHeads } from '../../requireHeads.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { biasAlone } from './biasAlone.ts';

export interface MixedScoreOptions {
  readonly components: readonly Score[];
  readonly numHeads: number;
  readonly headDim: number;
}

/**
 * score = Σ_n α_n score_n with α = softmax(a), learned in each head (Tay et al., 2021, mixtures). A sum of dot products is the dot
 * product of what they are of, side by side, so that it runs in the fused kernel.
 */
export class MixedScore extends Module implements Score {
  readonly name: string;
  readonly productDim: number;
  readonly components: readonly Score[];
  readonly align: Align;
  /** a, [H, components]; 0 at first, which is the mean. */
  readonly mixture: Parameter;

  constructor({ components, numHeads, headDim }: MixedScoreOptions) {
    super();
    this.name = `mixture(${components.map(({ name }) => name).join(', ')})`;
    this.components = components;
    this.align = components.some((score) => 'align' in score && score.align !== 'end') ? 'start' : 'end';
    this.productDim = components.reduce(
      (sum, { asDotProduct, productDim = asDotProduct === undefined ? 1 : headDim }) => sum + productDim,
      0,
    );
    this.mixture = new Parameter([numHeads, components.length]);
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    const [H] = this.mixture.shape;
    this.requireSizes(headSizes(query, key));
    return tidy(() => {
      const factors = softmax(this.mixture);
      const keys = repeatHeads(key, H);
      const queries: Tensor[] = [];
      const held: Tensor[] = [];
      const biases: Tensor[] = [];
      for (const [n, score] of this.components.entries()) {
        const factor = reshape(slice(factors, 1, n, n + 1), [H, 1, 1]);
        const product =
          score.asDotProduct?.(query, keys) ?? biasAlone(query, keys, score.scores(query, keys));
        queries.push(mul(product.query, mul(factor, product.scale)));
        held.push(product.key);
        if (product.bias) biases.push(mul(product.bias, factor));
      }
      const bias = biases.length === 0 ? null : biases.reduce((a, b) => add(a, b));
      return { query: concat(queries, -1), key: concat(held, -1), scale: 1, bias };
    });
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  requireSizes(sizes: HeadSizes): void {
    requireHeads(this.name, { numHeads: this.mixture.shape[0] }, sizes.H, sizes.E);
    for (const score of this.components) score.requireSizes?.(sizes);
  }

  biasFloats(shape: AttentionShape): number {
    return Math.max(0, ...this.components.map((score) => score.biasFloats?.(shape) ?? 0));
  }

  cost(shape: AttentionShape): AttentionCost {
    const { B, H, L, S, Ev } = shape;
    const costs = this.components.map((score) => score.cost?.(shape) ?? { multiplyAdds: 0, bytes: 0 });
    const sumOf = (of: 'multiplyAdds' | 'bytes') => costs.reduce((sum, cost) => sum + cost[of], 0);
    const biases = this.components.reduce((sum, score) => sum + (score.biasFloats?.(shape) ?? 0), 0);
    // What is side by side and its bias stay; factors times queries go before the output comes.
    const kept = B * H * (L + S) * this.productDim + biases;
    const passing = B * H * L * Math.max(0, this.productDim - Ev - 1);
    return { multiplyAdds: sumOf('multiplyAdds'), bytes: 4 * (kept + passing) + sumOf('bytes') };
  }
}
