import { Module } from '../../../nn/index.ts';
import {
  add,
  addHeadRows,
  argmax,
  concat,
  copyInto,
  div,
  greater,
  keep,
  layerNorm,
  matmul,
  maximum,
  mul,
  noGrad,
  ones,
  type Rng,
  randomNormal,
  rmsNorm,
  split,
  sum,
  type Tensor,
  tidy,
  transpose,
  where,
} from '../../../tensor/index.ts';

const NOBODY = -1;

/**
 * Directions of clusters, one set for each head, [H, k, E] at unit length: a buffer, which gradients do not reach. It follows
 * what is routed by a moving average, spherical k-means as it goes.
 */
export class Centroids extends Module {
  readonly centroids: Tensor;
  readonly decay: number;

  constructor(options: { numHeads: number; numClusters: number; headDim: number; decay: number; rng: Rng }) {
    super();
    const { numHeads, numClusters, headDim, decay, rng } = options;
    this.decay = decay;
    this.centroids = keep(tidy(() => unit(randomNormal([numHeads, numClusters, headDim], rng))));
  }

  /** How much vectors [B, H, L, E] are like each centroid: [B, H, k, L]. */
  likeness(x: Tensor): Tensor {
    return matmul(this.centroids, transpose(x));
  }

  /** The nearest of each vector [B, H, L, E]: int32 [B, H, L]. */
  nearest(x: Tensor): Tensor {
    return tidy(() => argmax(matmul(x, transpose(this.centroids)), -1));
  }

  /**
   * Moves each centroid towards the mean μ of the directions that are nearest to it, c <- unit(decay c + (1 - decay) μ), and leaves
   * those to which nothing is near. Directions are those of the queries or keys x [B, H, L, E], layer-normed; which of them
   * count is bool, broadcast to [B, H, L], or null for all.
   */
  follow(routed: readonly { x: Tensor; counts: Tensor | null }[]): void {
    const E = this.centroids.shape[2];
    noGrad(() =>
      tidy(() => {
        const sums = routed.map(({ x, counts }) => tidy(() => this.#sumsOf(x, counts)));
        const [total, count] = split(
          sums.reduce((a, b) => add(a, b)),
          [E, 1],
          -1,
        );
        const mean = div(total, maximum(count, 1));
        const moved = unit(add(mul(this.centroids, this.decay), mul(mean, 1 - this.decay)));
        copyInto(this.centroids, where(greater(count, 0), moved, this.centroids));
      }),
    );
  }

  /** For each centroid the sum of the directions nearest to it, and behind that how many they are: [H, k, E + 1]. */
  #sumsOf(x: Tensor, counts: Tensor | null): Tensor {
    const [B, H, L, E] = x.shape;
    const directions = mul(layerNorm(x), E ** -0.5);
    const nearest = this.nearest(directions);
    const ids = counts === null ? nearest : where(counts, nearest, NOBODY);
    const counted = concat([directions, ones([B, H, L, 1])], -1);
    return sum(addHeadRows(counted, ids, this.centroids.shape[1]), 0);
  }
}

/** Rows at unit length. */
function unit(x: Tensor): Tensor {
  return tidy(() => mul(rmsNorm(x, null, 1e-12), x.shape[x.rank - 1] ** -0.5));
}
