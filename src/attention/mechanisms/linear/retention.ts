import { mul, ValueError } from '../../../tensor/index.ts';
import type { Mechanism } from '../../mechanism.ts';
import { checkOptions } from '../checkOptions.ts';
import { type DecayGateOptions, decayGate } from './decayGate.ts';
import type { FeatureMap } from './featureMap.ts';
import { gatedMechanism } from './gatedMechanism.ts';

/**
 * Retention (Sun et al., 2023, RetNet): causal attention without softmax, whose weights fade at a fixed rate g_h for each head
 * (the paper's gamma),
 *
 *     out_i = Σ_{j <= i} g_h^(i-j) (q_i · k_j) / √E v_j,   g_h = 1 - 2^(-5-h) unless `decays` says otherwise
 *
 * query [B, H, L, E], key [B, Hk, L, E] and value [B, Hk, L, Ev] -> [B, H, L, Ev], in chunks, and by `recurrent()` one position after
 * the other in constant memory. Nothing is divided by a sum of weights, so that rows of the map sum to no fixed number: in the paper
 * a norm of each head's output follows, and a gate. These are left to the layer, as are the rotations of queries and keys by their
 * positions (xPos), which `rotary().apply(query, key)` makes.
 *
 * Multiply-adds of a head: L C (E + Ev) + 2 L E Ev with chunks of C = 64.
 *
 * @throws ValueError for decays outside (0, 1], and for `causal: false`; ShapeError at the call for another number of heads than of
 * decays, or other numbers of queries than of keys.
 */
export function retention(options: DecayGateOptions = {}): Mechanism {
  checkOptions('retention', options);
  if ('causal' in options && !options.causal) {
    throw new ValueError(
      'retention: is causal: weights fade from position to position. Use linearAttention without a gate.',
    );
  }
  return gatedMechanism('retention', scaledIdentity, decayGate(options));
}

/** Queries and keys are features themselves, and weights may have either sign. */
const scaledIdentity: FeatureMap = {
  name: 'identity',
  queries: (query) => mul(query, query.shape[3] ** -0.5),
  keys: (key) => key,
  inKernel: null,
  notCausal: null,
  normalized: true,
  cost: ({ queries, E }) => ({ numFeatures: E, multiplyAdds: 0, bytes: 4 * E * queries }),
};
