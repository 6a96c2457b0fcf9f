import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Rng, randomNormal, ShapeError, tidy, ValueError, zeros } from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { softmax } from '../normalizers/index.ts';
import { AdditiveScore } from '../scores/index.ts';
import { ShawPositions } from './index.ts';

const [B, H, E] = [2, 3, 5];

describe('ShawPositions', () => {
  expectNoLeaks();

  it('add to a score the product of the query with the vector of the distance', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('start', 'end'),
        (L, S, k, align) => {
          const rng = new Rng(L);
          const positions = new ShawPositions({ headDim: E, maxDistance: k, align, rng });
          tidy(() => {
            const q = randomNormal([B, H, L, E], rng);
            const { bias } = positions.apply(q, zeros([B, H, S, E]), 0.3);
            const [queries, vectors] = [q.read(), positions.weight.read()];
            const offset = align === 'end' ? S - L : 0;
            const expected = Array.from({ length: B * H * L * S }, (_, n) => {
              const [row, i, j] = [Math.floor(n / S), Math.floor(n / S) % L, n % S];
              const at = k + Math.max(-k, Math.min(k, j - i - offset));
              let sum = 0;
              for (let e = 0; e < E; e++) sum += queries[row * E + e] * vectors[at * E + e];
              return 0.3 * sum;
            });
            expect(bias!.shape).toEqual([B, H, L, S]);
            expectClose(bias!, expected, 2e-6, 1);
          });
          positions.dispose();
        },
      ),
      { numRuns: 40 },
    ));

  it('name what does not fit', () => {
    const rng = new Rng(1);
    expect(() => new ShawPositions({ headDim: E, maxDistance: 0, rng })).toThrow(ValueError);
    const positions = new ShawPositions({ headDim: E, maxDistance: 2, rng });
    const score = new AdditiveScore({ queryDim: E, keyDim: E, hiddenDim: 7, rng });
    expect(() => attention({ score, normalizer: softmax(), positions })).toThrow(
      'shaw positions work inside',
    );
    tidy(() => {
      const x = zeros([B, H, 7, E + 1]);
      expect(() => positions.apply(x, x, 1)).toThrow(ShapeError);
    });
    positions.dispose();
    score.dispose();
  });
});
