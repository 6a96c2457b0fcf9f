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

/** The cluster of what no centroid follows. */
export const NOBODY = -1;

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
   * Moves each centroid towards the mean μ of the directions that are nearest to it, c <- unit(decay c + (1 - decay) μ), and
   * leaves those to which nothing is near.
   */
  follow(routed: readonly Routed[]): void {
    const [, k, E] = this.centroids.shape;
    noGrad(() =>
      tidy(() => {
        const sums = routed.map((one) => tidy(() => sumsOf(one, k)));
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
}

/** Queries or keys [B, H, L, E], and the centroid that is nearest to each, int32 [B, H, L]; -1 for those that do not count. */
export interface Routed {
  readonly x: Tensor;
  readonly nearest: Tensor;
}

/** For each of k centroids the sum of the directions nearest to it, and behind that how many they are: [H, k, E + 1]. */
function sumsOf({ x, nearest }: Routed, k: number): Tensor {
  const [B, H, L, E] = x.shape;
  const directions = mul(layerNorm(x), E ** -0.5);
  const counted = concat([directions, ones([B, H, L, 1])], -1);
  return sum(addHeadRows(counted, nearest, k), 0);
}

/** Rows at unit length. */
function unit(x: Tensor): Tensor {
  return tidy(() => mul(rmsNorm(x, null, 1e-12), x.shape[x.rank - 1] ** -0.5));
}
