import { broadcastTo, eye, type Tensor, tidy } from '../tensor/index.ts';
import type { AttentionOptions, Mechanism } from './mechanism.ts';

/**
 * The weights with which a mechanism mixes values: [B, H, L, S], or [B, L, S] without heads. Since its output is linear
 * in the values, the identity as values gives the map of any mechanism, fused kernels included.
 */
export function attentionMap(
  mechanism: Mechanism,
  query: Tensor,
  key: Tensor,
  options: Omit<AttentionOptions, 'needWeights' | 'dropout'> = {},
): Tensor {
  return tidy(() => {
    const S = key.shape[key.rank - 2];
    const identity = broadcastTo(eye(S), [...key.shape.slice(0, -2), S, S]);
    return mechanism(query, key, identity, options).output;
  });
}
