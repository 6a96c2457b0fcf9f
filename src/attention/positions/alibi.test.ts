import { describe, expect, it } from 'vitest';
import { permutationError } from '../../../test/conformance/positions.ts';
import fixture from '../../../test/fixtures/torchPositions.json' with { type: 'json' };
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Rng, randomNormal, ShapeError, slice, tidy, ValueError, zeros } from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { softmax } from '../normalizers/index.ts';
import { LocationScore, type Score, scaledDot } from '../scores/index.ts';
import { alibi, alibiSlopes } from './index.ts';

describe('alibi', () => {
  expectNoLeaks();

  it("has the slopes of the authors' code, for any number of heads", () => {
    for (const [H, slopes] of Object.entries(fixture.slopes)) {
      const own = alibiSlopes(Number(H));
      expect(own).toHaveLength(slopes.length);
      for (const [h, slope] of slopes.entries()) expect(own[h]).toBeCloseTo(slope, 14);
    }
    expect(alibiSlopes(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((h) => 2 ** -h));
  });

  it('takes the slope times the distance from the scores', () => {
    tidy(() => {
      const [q, k] = [zeros([2, 3, 5, 7]), zeros([2, 3, 11, 7])];
      const { bias } = alibi({ numHeads: 3, align: 'end' }).apply(q, k, 1);
      expect(bias!.shape).toEqual([3, 5, 11]);
      const expected = alibiSlopes(3).flatMap((slope) =>
        Array.from({ length: 55 }, (_, n) => -slope * Math.abs((n % 11) - (Math.floor(n / 11) + 6))),
      );
      expectClose(bias!, expected, 1e-7);
      // 3 heads of 15 diagonals, not of 55 pairs.
      expect(bias!.storage.bytes).toBeLessThan(3 * 55 * 4);
    });
  });

  it('does not tell a sequence from its reverse, unless keys ahead count as farther', () => {
    tidy(() => {
      const x = randomNormal([2, 3, 7, 5], new Rng(3));
      const error = (ahead?: number) => {
        const positions = alibi({ numHeads: 3, ahead });
        const attend = attention({ score: scaledDot(), normalizer: softmax(), positions });
        return permutationError(attend, x, [6, 5, 4, 3, 2, 1, 0]);
      };
      expect(error()).toBeLessThan(1e-5);
      expect(error(2)).toBeGreaterThan(1e-2);
      const { bias } = alibi({ numHeads: 3, ahead: 2 }).apply(x, x, 1);
      const [slope] = alibiSlopes(3);
      expectClose(
        slice(slice(bias!, 0, 0, 1), 1, 1, 2),
        [-1, 0, -2, -4, -6, -8, -10].map((n) => n * slope),
      );
    });
  });

  it('is not scaled as the score is, and goes with scores that are no dot product', () => {
    const location = new LocationScore({ queryDim: 7, maxLength: 5, rng: new Rng(1) });
    const nothing: Score = { name: 'nothing', scores: (q, k) => zeros([...q.shape.slice(0, 3), k.shape[2]]) };
    tidy(() => {
      const q = zeros([1, 2, 5, 7]);
      const v = randomNormal([1, 2, 5, 3], new Rng(2));
      const run = (score: Score, needWeights: boolean) =>
        attention({ score, normalizer: softmax(), positions: alibi({ numHeads: 2 }) })(q, q, v, {
          needWeights,
        }).output.read();
      for (const score of [scaledDot(), scaledDot({ scale: 5 }), location])
        for (const needWeights of [true, false]) {
          const output = run(score, needWeights);
          const expected = run(nothing, true);
          for (const [n, x] of expected.entries()) expect(output[n]).toBeCloseTo(x, 6);
        }
    });
    location.dispose();
  });

  it('names another number of heads, and one that is none', () => {
    tidy(() => {
      const x = zeros([2, 5, 3, 7]);
      expect(() => alibi({ numHeads: 4 }).apply(x, x, 1)).toThrow(ShapeError);
      expect(() => alibi({ numHeads: 4 }).apply(x, x, 1)).toThrow(
        'made for numHeads = 4; got queries of H = 5',
      );
    });
    for (const numHeads of [0, -1, 2.5, Number.NaN]) expect(() => alibi({ numHeads })).toThrow(ValueError);
    for (const ahead of [0, -1, Number.NaN]) expect(() => alibi({ numHeads: 1, ahead })).toThrow(ValueError);
  });
});
