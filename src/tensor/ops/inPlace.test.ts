import { describe, expect, it } from 'vitest';
import { Rng, randomNormal, ShapeError, slice, tensor, tidy, transpose, zeros } from '../index.ts';
import { addInPlace, copyInto, scaleInPlace, sumOfSquares } from './inPlace.ts';

describe('sumOfSquares and scaleInPlace', () => {
  it('measure and scale a list of gradients, of any length', () => {
    tidy(() => {
      for (let n = 0; n < 12; n++) {
        const x = randomNormal([n], new Rng(n));
        const y = randomNormal([3, 5], new Rng(n));
        const values = [...x.read(), ...y.read()];
        const expected = values.reduce((sum, v) => sum + v * v, 0);
        expect(Math.abs(sumOfSquares([x, y]) - expected)).toBeLessThan(1e-12 * expected);
        scaleInPlace([x, y], -0.5);
        expect([...x.read(), ...y.read()]).toEqual(values.map((v) => v * -0.5));
      }
    });
  });

  it('have the range of float64', () => {
    tidy(() => {
      for (const n of [3, 8, 24, 4099, 9000]) {
        for (const size of [1e30, 1e-30, 1e-44]) {
          const x = tensor(new Float32Array(n).fill(size));
          const [value] = x.read();
          expect(sumOfSquares([x]) / (n * value * value)).toBeCloseTo(1, 10);
        }
      }
    });
  });

  it('are finite just when all elements are', () => {
    tidy(() => {
      expect(Number.isFinite(sumOfSquares([tensor([3e38, -3e38, 3e38, 3e38, 3e38])]))).toBe(true);
      for (const bad of [NaN, Infinity]) {
        for (let i = 0; i < 5; i++) {
          expect(Number.isFinite(sumOfSquares([tensor([1, 2, 3, 4, 5].with(i, bad))]))).toBe(false);
        }
      }
    });
  });

  it('take dense tensors', () => {
    tidy(() => {
      expect(() => sumOfSquares([transpose(zeros([2, 3]))])).toThrow(ShapeError);
      expect(() => scaleInPlace([transpose(zeros([2, 3]))], 2)).toThrow(ShapeError);
    });
  });
});

describe('addInPlace and copyInto', () => {
  it('write into their first argument, a view too for copyInto', () => {
    tidy(() => {
      const x = tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      addInPlace(x, tensor([[10], [20]]));
      expect([...x.read()]).toEqual([11, 12, 13, 24, 25, 26]);
      copyInto(slice(x, 1, 1, 2), tensor([[0], [9]]));
      expect([...x.read()]).toEqual([11, 0, 13, 24, 9, 26]);
    });
  });
});
