import { concat, matmul, slice, type Tensor, tidy } from '../../../tensor/index.ts';
import { type BucketFactors, hashBuckets } from '../../../tensor/ops/buckets.ts';
import type { HeadInputs } from '../../defineMechanism.ts';

/** Buckets of positions in each round, int32 [B, H, rounds, L]: below `count`, or `count` for padding. */
export interface RoundsOfBuckets {
  readonly buckets: Tensor;
  readonly count: number;
}

/** How many directions `numRounds` of hashing take. */
export function columnsOf([first, second]: BucketFactors, numRounds: number): number {
  return numRounds * (Math.floor(first / 2) + Math.floor(second / 2));
}

/**
 * Hashes queries, each sequence into as many buckets as `factorsOf` its own length, so that it does not matter how far it is
 * padded. `directions` are those to hash by, [E, columns], the same for as many columns.
 */
export function roundsOfBuckets(
  { query, lengths }: Pick<HeadInputs, 'query' | 'lengths'>,
  numRounds: number,
  factorsOf: (length: number) => BucketFactors,
  directions: (columns: number) => Tensor,
): RoundsOfBuckets {
  const [B, , L] = query.shape;
  const factors = (lengths === null || B === 0 ? [L] : lengths).map(factorsOf);
  const count = factors.reduce((most, [first, second]) => Math.max(most, first * second), 1);
  const hash = (from: number, to: number): Tensor =>
    tidy(() => {
      const own = factors[from];
      const projections = matmul(slice(query, 0, from, to), directions(columnsOf(own, numRounds)));
      return hashBuckets(projections, own, numRounds, lengths?.slice(from, to) ?? null, count);
    });
  return { buckets: tidy(() => concat(runs(factors, B).map(([from, to]) => hash(from, to)))), count };
}

/** [from, to] of each run of sequences whose neighbours have the same factors; those of the last serve up to B. */
function runs(factors: readonly BucketFactors[], B: number): [from: number, to: number][] {
  const starts = [...factors.keys()].filter((b) => b === 0 || factors[b].join() !== factors[b - 1].join());
  return starts.map((from, n) => [from, starts[n + 1] ?? B]);
}
