import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Rng, randomNormal, ShapeError, tensor, tidy, ValueError } from '../index.ts';
import { hashBuckets, sortBuckets } from './buckets.ts';

const [B, H, L, rounds] = [2, 3, 11, 5];

describe('hashBuckets', () => {
  expectNoLeaks();

  it('takes the direction, or its opposite, that is nearest, of two hashes together, and sets padding apart', () => {
    for (const [first, second] of [
      [6, 1],
      [4, 6],
      [1, 1],
    ] as const) {
      tidy(() => {
        const halves = [first, second].map((n) => Math.floor(n / 2));
        const columns = halves[0] + halves[1];
        const x = randomNormal([B, H, L, rounds * columns], new Rng(1));
        const values = x.read();
        const lengths = [7, L];
        const buckets = hashBuckets(x, [first, second], rounds, lengths);
        expect(buckets.shape).toEqual([B, H, rounds, L]);
        const largest = (from: number, n: number): number => {
          const part = Array.from(values.subarray(from, from + n));
          const both = [...part, ...part.map((y) => -y)];
          return n === 0 ? 0 : both.indexOf(Math.max(...both));
        };
        buckets.read().forEach((bucket, at) => {
          const [head, round, i] = [Math.floor(at / L / rounds), Math.floor(at / L) % rounds, at % L];
          const from = ((head * L + i) * rounds + round) * columns;
          const expected = largest(from, halves[0]) * second + largest(from + halves[0], halves[1]);
          expect(bucket).toBe(i < lengths[Math.floor(head / H)] ? expected : first * second);
        });
        const apart = hashBuckets(x, [first, second], rounds, lengths, 99).read();
        expect(Array.from(apart)).toEqual(Array.from(buckets.read(), (n) => (n === first * second ? 99 : n)));
        expect(() => hashBuckets(x, [first + 2, second], rounds, null)).toThrow(ShapeError);
      });
    }
  });
});

describe('sortBuckets', () => {
  expectNoLeaks();

  it('sorts by bucket and then by position', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (L, count, seed) => {
          tidy(() => {
            const rng = new Rng(seed);
            const buckets = Int32Array.from({ length: 6 * L }, () => rng.integer(count + 1));
            const { order, places } = sortBuckets(tensor(buckets, { shape: [2, 3, L] }), count);
            const [found, back] = [order.read(), places.read()];
            for (let row = 0; row < 6; row++) {
              const own = buckets.subarray(row * L, row * L + L);
              const expected = Array.from(own.keys()).sort((i, j) => own[i] - own[j] || i - j);
              expect(Array.from(found.subarray(row * L, row * L + L))).toEqual(expected);
              expected.forEach((i, place) => {
                expect(back[row * L + i]).toBe(place);
              });
            }
          });
        },
      ),
    );
  });

  it('refuses buckets that are not there', () => {
    tidy(() => {
      expect(() => sortBuckets(tensor(new Int32Array([0, 4]), { shape: [1, 2] }), 3)).toThrow(ValueError);
    });
  });
});
