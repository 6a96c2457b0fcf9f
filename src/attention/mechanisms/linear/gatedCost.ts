import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import type { FeatureMap } from './featureMap.ts';
import type { Gate } from './gate.ts';
import { chunksOf } from './gatedSums.ts';

const FLOAT = 4;

/**
 * For each of the N chunks of C positions, at most 64, of a head: C² (F + X) multiply-adds for pairs, 2 C F X for sums, and C² for those
 * of the logs of gates, once for all chunks if they are the same at all positions; X is Ev, and one more where weights are divided by
 * their sum. Held are features, values times their share, and either three matrices of pairs for each chunk, or the chunks' sums or what
 * is read of them, three times.
 */
export function gatedCost(map: FeatureMap, gate: Gate, { B, H, L, E, Ev }: AttentionShape): AttentionCost {
  const rows = B * H * L;
  const features = map.cost({ queries: rows, keys: rows, E });
  const gates = gate.cost({ keys: rows, E });
  const F = features.numFeatures;
  const X = map.normalized ? Ev : Ev + 1;
  const { N, C } = chunksOf(L);
  const chunks = B * H * N;
  /** Chunks whose decays differ. */
  const decaying = gate.constant ? H : chunks;
  const matrices = (decaying + 2 * chunks) * C ** 2;
  const sums = chunks * F * X;
  const featureBytes = map.inKernel === null ? features.bytes : FLOAT * rows * 2 * F;
  const values = map.normalized && gate.constant ? 0 : rows * X;
  const padded = N * C > L ? chunks * C * (2 * F + X) : 0;
  const busiest = Math.max(rows * F, padded + rows * X + Math.max(matrices, 3 * sums, sums + 3 * rows * X));
  return {
    multiplyAdds:
      features.multiplyAdds +
      gates.multiplyAdds +
      decaying * C ** 2 +
      chunks * (C ** 2 * (F + X) + 2 * C * F * X),
    bytes: gates.bytes + featureBytes + FLOAT * (values + busiest),
  };
}
