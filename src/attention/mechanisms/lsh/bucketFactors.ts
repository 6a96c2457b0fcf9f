import { ValueError } from '../../../tensor/index.ts';
import type { BucketFactors } from '../../../tensor/ops/buckets.ts';

/** From so many buckets on two hashes make them together, which costs a multiple of their root. */
const FACTORED = 64;

/** Buckets of one hash, or of two together. */
export type NumBuckets = number | readonly [number, number];

/** @throws ValueError unless each factor is even, or 1. */
export function checkNumBuckets(numBuckets: NumBuckets | undefined): void {
  if (numBuckets === undefined) return;
  const factors = typeof numBuckets === 'number' ? [numBuckets] : numBuckets;
  if (factors.every((n) => n === 1 || (Number.isInteger(n) && n > 0 && n % 2 === 0))) return;
  throw new ValueError(
    `lsh: numBuckets must be 1 or even, since a random direction makes two buckets, or two such numbers to be multiplied; ` +
      `got ${JSON.stringify(numBuckets)}`,
  );
}

/** As many buckets as were asked for, or about one for `bucketSize` of L positions. */
export function bucketFactors(
  numBuckets: NumBuckets | undefined,
  L: number,
  bucketSize: number,
): BucketFactors {
  if (typeof numBuckets === 'number') return [numBuckets, 1];
  if (numBuckets !== undefined) return [...numBuckets];
  if (L <= bucketSize) return [1, 1];
  const even = (n: number) => 2 * Math.ceil(n / 2);
  const wanted = even(L / bucketSize);
  if (wanted < FACTORED) return [wanted, 1];
  const first = even(Math.sqrt(wanted));
  return [first, even(wanted / first)];
}
