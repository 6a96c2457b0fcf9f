import type { Tensor } from '../tensor/index.ts';

/**
 * What a causal mechanism keeps of the positions that it has seen, in place of a `KVCache`. That of linear attention does not grow
 * with them, nor does the time of a step.
 */
export interface DecodingState extends Disposable {
  /** Positions seen. */
  readonly length: number;
  /**
   * Takes in the next n positions, query [B, H, n, E], key [B, Hk, n, E] and value [B, Hk, n, Ev], and gives their outputs,
   * [B, H, n, Ev]: those of the mechanism's causal form. Without gradients.
   */
  step(query: Tensor, key: Tensor, value: Tensor): Tensor;
  /** Sequence i becomes what sequence rows[i] was. */
  reorder(rows: readonly number[]): void;
  dispose(): void;
}
