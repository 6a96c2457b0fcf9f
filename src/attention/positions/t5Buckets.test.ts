import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/torchPositions.json' with { type: 'json' };
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Rng, ShapeError, tidy, ValueError, zeros } from '../../tensor/index.ts';
import { T5Buckets, t5Bucket } from './index.ts';

const [H, L] = [3, 5];

describe('T5Buckets', () => {
  expectNoLeaks();

  it.each(fixture.buckets)(
    'sorts distances as the published function does: $numBuckets buckets up to $maxDistance, bidirectional $bidirectional',
    ({ table, from, ...sizes }) => expect(table.map((_, n) => t5Bucket(from + n, sizes))).toEqual(table),
  );

  it('adds the number of the bucket and the head', () => {
    const positions = new T5Buckets({ numHeads: H, numBuckets: 8, maxDistance: 11, rng: new Rng(1) });
    tidy(() => {
      const x = zeros([2, H, L, 7]);
      const bias = positions.apply(x, x).bias!.read();
      const numbers = positions.weight.read();
      const sizes = { numBuckets: 8, maxDistance: 11, bidirectional: true };
      for (const [n, b] of bias.entries()) {
        const [h, i, j] = [Math.floor(n / (L * L)), Math.floor(n / L) % L, n % L];
        expect(b).toBe(numbers[t5Bucket(j - i, sizes) * H + h]);
      }
      const wrong = zeros([2, H + 1, L, 7]);
      expect(() => positions.apply(wrong, wrong)).toThrow(ShapeError);
    });
    positions.dispose();
  });

  it('refuses sizes of which no buckets can be made', () => {
    const make = (sizes: { numBuckets?: number; maxDistance?: number; bidirectional?: boolean }) => () =>
      new T5Buckets({ numHeads: H, rng: new Rng(1), ...sizes });
    expect(make({ numBuckets: 7 })).toThrow('an even number from 4 on');
    expect(make({ numBuckets: 2 })).toThrow(ValueError);
    expect(make({ numBuckets: 1, bidirectional: false })).toThrow(ValueError);
    expect(make({ maxDistance: 8 })).toThrow('maxDistance must be above that; got 8');
  });
});
