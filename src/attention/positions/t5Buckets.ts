import { init, Module, Parameter } from '../../nn/index.ts';
import { gather, type Rng, type Tensor, tensor, tidy, transpose, ValueError } from '../../tensor/index.ts';
import { headSizes } from '../headSizes.ts';
import type { HeadSizes } from '../mechanism.ts';
import { type Align, alignedOffset } from '../patterns/alignment.ts';
import { alongDiagonals, distances, isEmpty, requireHeads } from './distances.ts';
import type { Positioned, RelativePositions } from './relativePositions.ts';

export interface T5BucketsOptions {
  readonly numHeads: number;
  readonly numBuckets?: number;
  /** From this distance on, all are in one bucket. */
  readonly maxDistance?: number;
  /** Whether keys after the query have buckets of their own, as in an encoder; otherwise they are as near as can be. */
  readonly bidirectional?: boolean;
  /** Standard deviation of the first values. */
  readonly std?: number;
  /** As in `causal`: which ends meet where there are other numbers of queries than of keys. */
  readonly align?: Align;
  readonly rng: Rng;
}

/**
 * The relative biases of T5 (Raffel et al., 2020): score + b[bucket(j - i), h], with a learned number for each bucket of
 * distances and each head. Near distances have a bucket each, far ones share them, the more the farther; see `t5Bucket`. T5's
 * layers share one table: give all the same T5Buckets.
 *
 * @throws ValueError for sizes of which no buckets can be made; ShapeError at the call for another number of heads, or when L
 * differs from S and no alignment was given.
 */
export class T5Buckets extends Module implements RelativePositions {
  readonly name = 't5';
  /** [numBuckets, numHeads] */
  readonly weight: Parameter;
  readonly maxDistance: number;
  readonly bidirectional: boolean;
  readonly align: Align | undefined;

  constructor(options: T5BucketsOptions) {
    super();
    const { numHeads, numBuckets = 32, maxDistance = 128, bidirectional = true, std = 0.02, rng } = options;
    checkSizes(numBuckets, maxDistance, bidirectional);
    this.maxDistance = maxDistance;
    this.bidirectional = bidirectional;
    this.align = options.align;
    this.weight = new Parameter([numBuckets, numHeads], init.normal({ std, rng }));
  }

  requireSizes({ H, L, S }: HeadSizes): void {
    requireHeads('T5Buckets', this.weight.shape[1], H);
    alignedOffset('T5Buckets', '', L, S, this.align);
  }

  apply(query: Tensor, key: Tensor): Positioned {
    const [numBuckets] = this.weight.shape;
    this.requireSizes(headSizes(query, key));
    if (isEmpty(query, key)) return { query, key, bias: null };
    const { maxDistance, bidirectional } = this;
    const buckets = distances('T5Buckets', query, key, this.align).map((distance) =>
      t5Bucket(distance, { numBuckets, maxDistance, bidirectional }),
    );
    const bias = tidy(() =>
      alongDiagonals(transpose(gather(this.weight, tensor(Int32Array.from(buckets)))), query.shape[2]),
    );
    return { query, key, bias };
  }
}

/**
 * The bucket of a distance j - i, from 0 to numBuckets - 1. If bidirectional, the upper half is for keys after the query.
 * Of n buckets on a side, the distances below m = n / 2 have one each; beyond, bucket m + ⌊(n - m) log(d / m) / log(maxDistance
 * / m)⌋, n - 1 at the most.
 */
export function t5Bucket(
  distance: number,
  {
    numBuckets,
    maxDistance,
    bidirectional,
  }: { numBuckets: number; maxDistance: number; bidirectional: boolean },
): number {
  const n = bidirectional ? numBuckets / 2 : numBuckets;
  const first = bidirectional && distance > 0 ? n : 0;
  const away = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(n / 2);
  if (away < exact) return first + away;
  const part = Math.log(away / exact) / Math.log(maxDistance / exact);
  return first + Math.min(n - 1, exact + Math.floor(part * (n - exact)));
}

function checkSizes(numBuckets: number, maxDistance: number, bidirectional: boolean): void {
  const [sides, least] = bidirectional ? [2, 4] : [1, 2];
  if (!Number.isInteger(numBuckets) || numBuckets < least || numBuckets % sides !== 0) {
    const rule = bidirectional ? 'an even number from 4 on, for two sides' : 'a whole number from 2 on';
    throw new ValueError(`T5Buckets: numBuckets must be ${rule}; got ${numBuckets}`);
  }
  const exact = Math.floor(numBuckets / sides / 2);
  if (!(maxDistance > exact)) {
    throw new ValueError(
      `T5Buckets: distances below ${exact} have a bucket each with numBuckets = ${numBuckets}; ` +
        `maxDistance must be above that; got ${maxDistance}`,
    );
  }
}
