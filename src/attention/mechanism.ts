import type { Module } from '../nn/index.ts';
import type { Rng, Tensor } from '../tensor/index.ts';

export interface AttentionOptions {
  /** For each of the B sequences, how many of the S keys are real. */
  readonly lengths?: ArrayLike<number> | null;
  /** bool, broadcast to [B, H, L, S]; true = may attend, so that one of PyTorch's goes in as logicalNot(mask). */
  readonly mask?: Tensor | null;
  /** The probability with which each weight is dropped in training, and the source of that chance. */
  readonly dropout?: { readonly p: number; readonly rng: Rng } | null;
  /** Return the weights too. They take L x S memory, so they are not computed otherwise. */
  readonly needWeights?: boolean;
}

export interface AttentionResult {
  /** [B, H, L, Ev], or [B, L, Ev] when heads were not given. */
  readonly output: Tensor;
  /** [B, H, L, S], or [B, L, S]; null unless asked for. Dropout is not applied to them. */
  readonly weights: Tensor | null;
  /**
   * [B, H, L], or [B, L]: the log-probability of the keys that were drawn, differentiable with respect to the scores, for
   * `reinforce`; null for mechanisms that draw none.
   */
  readonly logProb: Tensor | null;
}

/**
 * A way for queries to gather values by how their keys match: query [B, H, L, E], key [B, H, S, E], value [B, H, S, Ev],
 * or all three without H. Keys and values may have fewer heads Hk, each of which serves H / Hk heads of queries side by side.
 * The output is linear in the values.
 */
export interface Mechanism {
  (query: Tensor, key: Tensor, value: Tensor, options?: AttentionOptions): AttentionResult;
  readonly mechanism: string;
  /** Modules whose parameters the mechanism learns. */
  readonly modules: readonly Module[];
}
