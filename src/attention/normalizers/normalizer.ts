import type { Tensor } from '../../tensor/index.ts';

/** One key for each query. */
export interface DrawnKeys {
  /** One-hot [..., L, S]; zeros for a query that may look at nothing. */
  readonly weights: Tensor;
  /** [..., L]: the log-probability of the key that was drawn; 0 for a query that may look at nothing. */
  readonly logProb: Tensor;
}

/** Turns scores into weights, along the keys. */
export interface Normalizer {
  readonly name: string;
  /**
   * scores [..., L, S] -> weights [..., L, S]; `mask`, which broadcasts to that, is true where a query may look. A query
   * that may look at nothing gets zeros.
   */
  normalize(scores: Tensor, mask: Tensor | null): Tensor;
  /** Of a normalizer that draws keys: the weights with the log-probability of the draw, which is what has a gradient. */
  sample?(scores: Tensor, mask: Tensor | null): DrawnKeys;
  /** The weights are exp(score) over their sum, which the fused kernel computes. */
  readonly isSoftmax?: boolean;
}
