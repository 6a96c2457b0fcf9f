import { isRecording } from '../../../tensor/autograd/record.ts';
import {
  argmax,
  expandDims,
  fusedAttentionLse,
  layerNorm,
  lengthMask,
  mergeHeadRows,
  noGrad,
  reshape,
  squeeze,
  type Tensor,
  takeHeadRows,
  tidy,
  ValueError,
  where,
  zeros,
} from '../../../tensor/index.ts';
import { largest } from '../../../tensor/ops/largest.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape, MechanismRecipe } from '../../mechanism.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { checkOptions } from '../checkOptions.ts';
import { attendCausally, causalCost } from './causalRouting.ts';
import { Centroids, NOBODY } from './centroids.ts';
import { clusterSize } from './clusterSize.ts';
import { countTrue } from './countTrue.ts';

export interface RoutingOptions {
  /** k: how many clusters each head has; about √L is what the paper advises. */
  readonly numClusters: number;
  /** λ: how much of a centroid stays at each call that learns. */
  readonly decay?: number;
  /** Nobody sees a later position. */
  readonly causal?: boolean;
}

/**
 * Attention within clusters of content (Roy, Saffar, Vaswani and Grangier, 2021, Routing Transformer). Queries and keys are
 * layer-normed without parameters, so that all have length √E; each head has k = `numClusters` centroids μ_c of unit length:
 *
 *     Q_c = the ⌈L / k⌉ queries most like μ_c,   K_c = the ⌈L / k⌉ keys most like μ_c,   q̂ = layerNorm(q),   k̂ = layerNorm(k)
 *     output_i = mean over the c with i in Q_c of Σ over j in K_c of softmax_j(q̂_i · k̂_j / √E) v_j
 *
 * Clusters are balanced, so a position may be in several, whose outputs are averaged, or in none, which gives zeros. Centroids are
 * a buffer, which gradients do not reach: in training (`training` of their module, which `train()` and `eval()` set) each call
 * with gradients of the values moves them once it has used them, by a moving average with `decay` (λ) of the queries and keys
 * nearest to each, back to unit length. Other calls, such as that of `attentionMap`, leave them where they are, and so show, after
 * such a call, what the next would do: a position near the border of a cluster may have left it.
 *
 * Who is among the largest of a cluster depends on later positions, through which a causal mask alone would let a little of the
 * future be seen. The causal form has no such choice: a position belongs to the cluster nearest to its query, its key along with it, and
 * looks at itself and at the ⌈L / k⌉ positions of its cluster before it. Rows of its map sum to 1.
 *
 * For self-attention, L = S: `lengths` count queries as keys, and padding gets zeros. A padded sequence has clusters of ⌈n / k⌉ of
 * its own n positions, however far it is padded. Likeness takes k L E and attention (E + Ev) L² / k, L √L in all for k = √L. `cost`
 * counts 2 B H k L E + B H k ⌈L / k⌉² (E + Ev) multiply-adds; for the causal form half the first, and E + Ev for all pairs of the
 * 64 x 64 blocks that windows touch.
 *
 * @throws ValueError for options that make no sense, and at the call for a mask that tells queries apart, which the causal form
 * alone honours; ShapeError if L is not S, or heads are not those that it was built for.
 */
export function routing(options: RoutingOptions): MechanismRecipe {
  checkOptions('routing', options, 'numClusters');
  const { numClusters, decay = 0.999, causal = false } = options;
  if (!Number.isInteger(numClusters) || numClusters < 1) {
    throw new ValueError(`routing: numClusters must be a whole number from 1 on; got ${numClusters}`);
  }
  if (!(decay >= 0 && decay <= 1)) throw new ValueError(`routing: decay must be from 0 to 1; got ${decay}`);
  return {
    recipe: causal ? 'routing/causal' : 'routing',
    build({ numHeads, headDim, rng }) {
      const centroids = new Centroids({ numHeads, numClusters, headDim, decay, rng });
      const attend = causal ? attendCausally : attendClusters;
      return defineMechanism({
        name: causal ? 'routing/causal' : 'routing',
        causal,
        undecodable: causal
          ? 'how far a query looks, L / k places, depends on how many positions there are'
          : undefined,
        modules: [centroids],
        selfAttention: 'It is for self-attention.',
        builtFor: { numHeads, headDim },
        attend(inputs) {
          // The values of a map have no gradients.
          const learning = centroids.training && isRecording([inputs.value]);
          return { output: attend(inputs, centroids, learning) };
        },
        cost: (shape) => (causal ? causalCost : clustersCost)(shape, numClusters),
      });
    },
  };
}

/** Rows of one kind in each cluster, [B H, k, w, E], and who they are, int32 [B, H, k w]; -1 and anything for nobody. */
interface Members {
  readonly rows: Tensor;
  readonly ids: Tensor;
  /** As centroids follow it; null unless they learn. */
  readonly nearest: Tensor | null;
}

function attendClusters(inputs: HeadInputs, centroids: Centroids, learning: boolean): Tensor {
  const { query, key, value, dropout, lengths } = inputs;
  const [B, H, L] = query.shape;
  const [, k] = centroids.centroids.shape;
  const sizes = clusterSize(L, lengths, k);
  const sizeOf = (b: number): number => (typeof sizes === 'number' ? sizes : sizes[b]);
  const real = lengths && expandDims(expandDims(lengthMask(lengths, L), 1), 1);
  const visible = visibleKeys('routing', inputs);
  const seen =
    visible && countTrue(visible, B, H).map((count, n) => Math.min(sizeOf(Math.floor(n / H)), count));
  const { output, ids } = tidy(() => {
    const queries = membersOf(query, centroids, sizes, real, learning);
    const keys = membersOf(key, centroids, sizes, visible, learning);
    if (queries.nearest !== null && keys.nearest !== null) {
      centroids.follow([
        { x: query, nearest: queries.nearest },
        { x: key, nearest: keys.nearest },
      ]);
    }
    const [, , w] = keys.rows.shape;
    const values = reshape(takeHeadRows(value, keys.ids), [B * H, k, w, value.shape[3]]);
    const seeded = dropout && { p: dropout.p, seed: dropout.rng.bits() };
    const { output } = fusedAttentionLse(queries.rows, keys.rows, values, { lengths: seen, dropout: seeded });
    return { output: reshape(output, [B, H, k * w, value.shape[3]]), ids: queries.ids };
  });
  // Logits that are all the same make a mean of it.
  return mergeHeadRows(output, zeros(ids.shape), ids, L);
}

/**
 * The vectors of x [B, H, L, E] most like each centroid, among those that count, bool and broadcast to [B, H, 1, L]: so many, or so
 * many of each sequence.
 */
function membersOf(
  x: Tensor,
  centroids: Centroids,
  sizes: number | readonly number[],
  counts: Tensor | null,
  learning: boolean,
): Members {
  const [B, H, , E] = x.shape;
  return tidy(() => {
    const normalised = layerNorm(x);
    const { ids, nearest } = noGrad(() =>
      tidy(() => {
        const likeness = centroids.likeness(normalised);
        const ids = largest(likeness, sizes, counts);
        if (!learning) return { ids, nearest: null };
        const all = argmax(likeness, 2);
        return { ids, nearest: counts === null ? all : where(squeeze(counts, 2), all, NOBODY) };
      }),
    );
    const [, , k, w] = ids.shape;
    const inRow = reshape(ids, [B, H, k * w]);
    return { rows: reshape(takeHeadRows(normalised, inRow), [B * H, k, w, E]), ids: inRow, nearest };
  });
}

function clustersCost({ B, H, L, E, Ev }: AttentionShape, k: number): AttentionCost {
  const w = Math.ceil(L / k);
  // While the keys of clusters are looked for: the queries found and who they are, keys normalised, how they are like
  // centroids, who they are.
  const looking = k * w * (E + 2) + L * (E + 2 + k);
  // While clusters attend: their queries, keys, values, outputs, who they are, and log-sum-exps in two bases.
  const attending = k * w * (2 * E + 2 * Ev + 4);
  return {
    multiplyAdds: B * H * (2 * k * L * E + k * w * w * (E + Ev)),
    bytes: 4 * B * H * Math.max(looking, attending),
  };
}
