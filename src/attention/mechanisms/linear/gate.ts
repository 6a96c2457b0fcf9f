import type { Module } from '../../../nn/index.ts';
import type { Tensor } from '../../../tensor/index.ts';
import type { AttentionCost, HeadSizes, MechanismSizes } from '../../mechanism.ts';

/** How fast the sums of causal linear attention forget: S_t = g_t S_{t-1} + a_t phi(k_t) v_tᵀ, with g_t in (0, 1]. */
export interface Gate {
  readonly name: string;
  /** Modules with what it learned. */
  readonly modules?: readonly Module[];
  /** The same at all positions of a head, so that `logs` is [1, H, 1, 1]. */
  readonly constant: boolean;
  /**
   * Of keys [B, H, S, E], a head for each of the queries. `visible` (bool, broadcasting to [B, H, S, 1]) are those that are seen, null
   * for all; the others are zeros.
   */
  values(key: Tensor, visible: Tensor | null): GateValues;
  /** Where it is made for some sizes alone. @throws ShapeError for others. */
  requireSizes?(sizes: HeadSizes): void;
  /** Of B H S keys; bytes are those that stay. */
  cost(sizes: { readonly keys: number; readonly E: number }): AttentionCost;
}

export interface GateValues {
  /** log g, [B, H, S, 1]. */
  readonly logs: Tensor;
  /** a, of the same shape; null for 1. */
  readonly share: Tensor | null;
}

/** A gate with parameters, of which each layer builds its own. */
export interface GateRecipe {
  readonly recipe: string;
  build(sizes: MechanismSizes): Gate;
}
