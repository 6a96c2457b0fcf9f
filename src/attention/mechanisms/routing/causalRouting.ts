import {
  expandDims,
  fusedAttentionLse,
  layerNorm,
  lengthMask,
  mergeHeadRows,
  noGrad,
  reshape,
  type Tensor,
  takeHeadRows,
  tidy,
  where,
} from '../../../tensor/index.ts';
import { bucketMaps, bucketMapWords, bucketPairs } from '../../../tensor/ops/bucketMaps.ts';
import { sortBuckets } from '../../../tensor/ops/buckets.ts';
import type { HeadInputs } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import { type Centroids, NOBODY } from './centroids.ts';
import { clusterSize } from './clusterSize.ts';

/** Each position is in the cluster nearest to its query, and looks at ⌈L / k⌉ positions of that before it. */
export function attendCausally(inputs: HeadInputs, centroids: Centroids, learning: boolean): Tensor {
  const { query, key, value, lengths, mask, dropout } = inputs;
  const [B, H, L] = query.shape;
  const [, k] = centroids.centroids.shape;
  const real = lengths && expandDims(lengthMask(lengths, L), 1);
  const { output, lse, ids } = tidy(() => {
    const queries = layerNorm(query);
    const { ids, maps } = noGrad(() =>
      tidy(() => {
        const nearest = centroids.nearest(queries);
        if (learning) {
          const followed = real === null ? nearest : where(real, nearest, NOBODY);
          centroids.follow([{ x: query, nearest: followed }]);
        }
        // Padding is in a cluster of its own.
        const buckets = reshape(real === null ? nearest : where(real, nearest, k), [B, H, 1, L]);
        const order = sortBuckets(buckets, k);
        const window = { chunk: clusterSize(L, lengths, k), causal: true, seesSelf: true };
        return { ids: reshape(order.order, [B, H, L]), maps: bucketMaps(buckets, k, order, window, mask) };
      }),
    );
    const sorted = [tidy(() => takeHeadRows(layerNorm(key), ids)), takeHeadRows(value, ids)] as const;
    const seeded = dropout && { p: dropout.p, seed: dropout.rng.bits() };
    const options = { maps, lengths, dropout: seeded };
    return { ...fusedAttentionLse(takeHeadRows(queries, ids), ...sorted, options), ids };
  });
  return mergeHeadRows(output, lse, ids, L);
}

export function causalCost({ B, H, L, E, Ev }: AttentionShape, k: number): AttentionCost {
  const chunk = Math.ceil(L / k);
  const words = bucketMapWords([B, H, 1, L], chunk, true);
  return {
    multiplyAdds: B * H * (k * L * E + bucketPairs(L, chunk, true) * (E + Ev)),
    // Queries normalised, queries, keys, values and outputs in order, the order, and log-sum-exps in two bases.
    bytes: 4 * (words + B * H * L * (3 * E + 2 * Ev + 3)),
  };
}
