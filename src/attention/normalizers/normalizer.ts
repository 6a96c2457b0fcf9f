import type { Tensor } from '../../tensor/index.ts';

/** Turns scores into weights, along the keys. */
export interface Normalizer {
  readonly name: string;
  /**
   * scores [..., L, S] -> weights [..., L, S]; `mask`, which broadcasts to that, is true where a query may look. A query
   * that may look at nothing gets zeros.
   */
  normalize(scores: Tensor, mask: Tensor | null): Tensor;
  /** The weights are exp(score) over their sum, which the fused kernel computes. */
  readonly isSoftmax?: boolean;
}
