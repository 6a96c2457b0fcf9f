import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Rng, randomNormal, ShapeError, tensor, tidy, ValueError } from '../index.ts';
import { largest } from './largest.ts';

const [B, H, N] = [2, 3, 5];

describe('largest', () => {
  expectNoLeaks();

  it('gives the places of the largest that count, in order, for any values and sizes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 7, 16, 37, 211),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('normal', 'few', 'tiny', 'hidden'),
        fc.nat(),
        (L, part, kind, seed) => {
          tidy(() => {
            const rng = new Rng(seed);
            const k = Math.max(1, Math.round(part * L));
            const draw = {
              normal: () => rng.normal(),
              hidden: () => rng.normal(),
              few: () => rng.integer(3) - 1,
              tiny: () => 1 + 1e-7 * rng.integer(9),
            }[kind];
            const x = tensor(Float32Array.from({ length: B * H * N * L }, draw), { shape: [B, H, N, L] });
            const counts = Uint8Array.from({ length: B * L }, () => (kind === 'hidden' ? rng.integer(2) : 1));
            const mask = kind === 'hidden' ? tensor(counts, { shape: [B, 1, 1, L] }) : null;
            const values = x.read();
            const found = largest(x, k, mask).read();
            for (let row = 0; row < B * H * N; row++) {
              const b = Math.floor(row / (H * N));
              const expected = Array.from({ length: L }, (_, i) => i)
                .filter((i) => counts[b * L + i] === 1)
                .sort((i, j) => values[row * L + j] - values[row * L + i] || i - j)
                .slice(0, k)
                .sort((i, j) => i - j);
              while (expected.length < k) expected.push(-1);
              expect(Array.from(found.subarray(row * k, row * k + k))).toEqual(expected);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes as many of each sequence as are asked for', () => {
    tidy(() => {
      const x = randomNormal([B, H, N, 37], new Rng(1));
      const [few, many] = [3, 11].map((k) => largest(x, k).read());
      const rows = B * H * N;
      const found = largest(x, [3, 11]);
      expect(found.shape).toEqual([B, H, N, 11]);
      found.read().forEach((place, at) => {
        const [row, n] = [Math.floor(at / 11), at % 11];
        if (row < rows / 2) expect(place).toBe(n < 3 ? few[row * 3 + n] : -1);
        else expect(place).toBe(many[row * 11 + n]);
      });
      expect(largest(x, [0, 0]).shape).toEqual([B, H, N, 0]);
    });
  });

  it('says what does not fit', () => {
    tidy(() => {
      const x = randomNormal([B, H, N, 7], new Rng(1));
      expect(() => largest(x, 8)).toThrow(ValueError);
      expect(() => largest(x, [2, 8])).toThrow('k must be from 0 to L = 7; got 2, 8');
      expect(() => largest(x, [2])).toThrow(ShapeError);
      expect(() => largest(x.reshape([B * H, N, 7]), 2)).toThrow(ShapeError);
      expect(() => largest(x, 2, tensor(new Uint8Array(6), { shape: [6] }))).toThrow(ShapeError);
      expect(() => largest(x, 2, x)).toThrow('must be bool');
    });
  });
});
