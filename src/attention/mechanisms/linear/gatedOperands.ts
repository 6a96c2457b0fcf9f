import { concat, mul, ones, type Tensor, tidy, where } from '../../../tensor/index.ts';
import { completeFeatures } from './completeFeatures.ts';
import type { FeatureMap } from './featureMap.ts';
import type { Gate } from './gate.ts';
import type { GatedOperands } from './gatedSums.ts';

export interface Heads {
  /** [B, H, L, E] */
  readonly query: Tensor;
  /** [B, H, L, E], or fewer heads. */
  readonly key: Tensor;
  /** [B, H, L, Ev], of as many heads. */
  readonly value: Tensor;
}

/**
 * What `gatedSums` takes, of as many heads of queries, keys and values: features, a_t v_t, with a_t itself as one more column where
 * weights are divided by their sum, and log g_t. `visible` is bool, broadcasting to [B, H, S, 1], or null for all keys.
 */
export function gatedOperands(
  map: FeatureMap,
  gate: Gate,
  { query, key, value }: Heads,
  visible: Tensor | null = null,
): GatedOperands {
  const seen = (x: Tensor) => (visible === null ? x : where(visible, x, 0));
  const seenKey = seen(key);
  const { logs, share } = gate.values(seenKey, visible);
  const values = tidy(() => {
    const added = share === null ? seen(value) : mul(seen(value), share);
    return map.normalized ? added : concat([added, seen(share ?? ones([...value.shape.slice(0, 3), 1]))], -1);
  });
  return { ...completeFeatures(map, query, seenKey), values, logs };
}
