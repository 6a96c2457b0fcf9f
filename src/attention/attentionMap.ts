import { broadcastTo, eye, type Tensor, tidy } from '../tensor/index.ts';
import { type AttentionOptions, type Mechanism, requireMechanism } from './mechanism.ts';

/**
 * The weights with which a mechanism mixes values: [B, H, L, S], or [B, L, S] without heads. Since its output is linear
 * in the values, the identity as values gives the map of any mechanism, fused kernels included.
 *
 * @throws ValueError for a recipe, which is none yet.
 */
export function attentionMap(
  mechanism: Mechanism,
  query: Tensor,
  key: Tensor,
  options: Omit<AttentionOptions, 'needWeights' | 'dropout'> = {},
): Tensor {
  requireMechanism('attentionMap', mechanism);
  return tidy(() => {
    const S = key.shape[key.rank - 2];
    const identity = broadcastTo(eye(S), [...key.shape.slice(0, -2), S, S]);
    return mechanism(query, key, identity, options).output;
  });
}
