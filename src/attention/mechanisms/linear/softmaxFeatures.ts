import { maskedSoftmax, softmax, transpose } from '../../../tensor/index.ts';
import type { FeatureMap } from './featureMap.ts';

/**
 * Efficient attention (Shen et al., 2021): softmax over the features of each query, and over the positions of each feature of
 * keys. F = E. Weights then sum to 1, and nothing is divided:
 *
 *     out_i = softmax(q_i)ᵀ Σ_j softmax_j(k_j) v_jᵀ
 *
 * There is no causal form: softmax over positions compares a key with those after it.
 */
export function softmaxFeatures(): FeatureMap {
  return {
    name: 'softmax',
    queries: (query) => softmax(query),
    keys: (key, visible) =>
      visible === null ? softmax(key, -2) : maskedSoftmax(key, transpose(visible, -1, -2), -2),
    inKernel: null,
    notCausal: 'softmax over the positions of keys lets the later ones change the weights of those before',
    normalized: true,
    // Softmax over positions runs along copied rows.
    cost: ({ queries, keys, E }) => ({
      numFeatures: E,
      multiplyAdds: 0,
      bytes: 4 * E * (queries + 3 * keys),
    }),
  };
}
