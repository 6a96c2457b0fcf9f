import { kernels } from '../../runtime/index.ts';
import { requireFloat, tensor } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { requireIndices } from './indices.ts';

/** How many buckets two angular hashes make together; 1 for a hash that is not there, even numbers otherwise. */
export type BucketFactors = readonly [first: number, second: number];

/**
 * Buckets of positions by the directions of their vectors: from projections [B, H, L, rounds (first / 2 + second / 2)] on random
 * directions the place of the largest of [x, -x] in each part (Andoni et al., 2015, cross-polytope hashing), so that int32
 * [B, H, rounds, L] from 0 to first second - 1 come out, and `count`, first second if not more, behind the `lengths`.
 *
 * @throws ShapeError if the projections are not of that size.
 */
export function hashBuckets(
  projections: Tensor,
  [first, second]: BucketFactors,
  rounds: number,
  lengths: readonly number[] | null,
  count = first * second,
): Tensor {
  requireFloat('hashBuckets', projections);
  const [B, H, L, columns] = projections.shape;
  if (projections.rank !== 4 || columns !== rounds * (Math.floor(first / 2) + Math.floor(second / 2))) {
    throw new ShapeError(
      `hashBuckets: needs [B, H, L, rounds (first / 2 + second / 2)] for ${first} x ${second} buckets in ${rounds} rounds; ` +
        `got ${formatShape(projections.shape)}`,
    );
  }
  return tidy(() => {
    const out = empty([B, H, rounds, L], 'int32', 'hashBuckets');
    const real = lengths === null ? 0 : tensor(Int32Array.from(lengths)).pointer;
    const x = contiguous(projections).pointer;
    kernels().hashBuckets(B, H, L, rounds, first, second, count, x, real, out.pointer);
    return out;
  });
}

/** Positions in order of their buckets: `order` holds the position at each place, `places` the place of each position. */
export interface BucketOrder {
  readonly order: Tensor;
  readonly places: Tensor;
}

/**
 * Sorts the positions of int32 [..., L] by their buckets, from 0 to `count`; those of one bucket stay in order.
 *
 * @throws ValueError for a bucket outside.
 */
export function sortBuckets(buckets: Tensor, count: number): BucketOrder {
  requireIndices('sortBuckets', buckets, count + 1);
  const L = buckets.shape[buckets.rank - 1];
  return tidy(() => {
    const [order, places] = [0, 1].map(() => empty(buckets.shape, 'int32', 'sortBuckets'));
    const from = contiguous(buckets).pointer;
    kernels().sortBuckets(buckets.size / Math.max(1, L), L, count, from, order.pointer, places.pointer);
    return { order, places };
  });
}
