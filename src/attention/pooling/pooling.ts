import type { Tensor } from '../../tensor/index.ts';

export interface PoolingOptions {
  /** For each of the B sequences, how many of the S positions are real. */
  readonly lengths?: ArrayLike<number> | null;
  /** bool [B, S]; true = may count. */
  readonly mask?: Tensor | null;
  /** Return the weights too. */
  readonly needWeights?: boolean;
}

export interface PoolingResult {
  /** [B, D], or [B, Q, D] with several queries; zeros for a sequence of which no position counts. */
  readonly output: Tensor;
  /** How much each position counts, [B, S] or [B, Q, S]; null unless asked for. */
  readonly weights: Tensor | null;
}

/** A way to make one vector, or Q of them, of a sequence: x [B, S, D] -> [B, D] or [B, Q, D]. */
export interface Pooling {
  readonly name: string;
  forward(x: Tensor, options?: PoolingOptions): PoolingResult;
}
