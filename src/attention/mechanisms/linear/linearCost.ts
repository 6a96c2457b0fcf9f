import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import type { FeatureMap } from './featureMap.ts';

const FLOAT = 4;
/** Positions whose pairs are weighed one by one in the causal form. */
const CHUNK = 16;

/**
 * F Ev (L + S) multiply-adds a head, the textbook's 2 d d' N, and those of the feature map; in the causal form (F + Ev) more for
 * each pair of positions within a chunk of 16. Held are the output, a number for each query, the sums over keys, and
 * whatever features are not made on the way.
 */
export function linearCost(featureMap: FeatureMap, causal: boolean, shape: AttentionShape): AttentionCost {
  const { B, H, L, S, E, Ev } = shape;
  const map = featureMap.cost({ queries: B * H * L, keys: B * H * S, E });
  const F = map.numFeatures;
  const pairs = causal ? pairsInChunks(L) : 0;
  const sums = causal ? 0 : F * (Ev + 1);
  return {
    multiplyAdds: map.multiplyAdds + B * H * (F * Ev * (L + S) + pairs * (F + Ev)),
    bytes: map.bytes + FLOAT * B * H * (L * (Ev + 1) + sums),
  };
}

function pairsInChunks(L: number): number {
  const rest = L % CHUNK;
  return (L - rest) * CHUNK + rest * rest;
}
