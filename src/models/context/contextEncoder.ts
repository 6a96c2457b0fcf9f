import type { Module } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';

/** What lets the places of a sequence, such as the words of a sentence, know of one another: x [B, L, D] -> output [B, L, outFeatures]. */
export interface ContextEncoder extends Module {
  readonly outFeatures: number;
  /** `weights` [B, H, L, L] are those of the last self-attention, where asked for. */
  forward(
    x: Tensor,
    options: { lengths: readonly number[]; needWeights?: boolean },
  ): { output: Tensor; weights: Tensor | null };
}
