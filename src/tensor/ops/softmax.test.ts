import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import * as ops from '../index.ts';
import {
  backward,
  DTypeError,
  Rng,
  randomNormal,
  randomUniform,
  requireGrad,
  ShapeError,
  tensor,
  tidy,
} from '../index.ts';

/** Rows of n in float64, each given to f. */
function rowwise(values: ArrayLike<number>, n: number, f: (row: number[]) => number[]): number[] {
  const rows = Math.floor(values.length / n);
  return Array.from({ length: rows }, (_, i) =>
    f(Array.from({ length: n }, (_, j) => values[i * n + j])),
  ).flat();
}

function softmaxRow(row: number[], allowed: (j: number) => boolean = () => true): number[] {
  const max = Math.max(...row.filter((_, j) => allowed(j)));
  const e = row.map((x, j) => (allowed(j) && max > Number.NEGATIVE_INFINITY ? Math.exp(x - max) : 0));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => (sum === 0 ? 0 : x / sum));
}

function logSumExpRow(row: number[]): number {
  const max = Math.max(...row);
  return max + Math.log(row.reduce((sum, x) => sum + Math.exp(x - max), 0));
}

const inf = Number.POSITIVE_INFINITY;
const sizes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(64, 67, 1023, 1030, 8001));
const spread = fc.constantFrom(1, 30, 1e4);

describe('softmax', () => {
  it('equals its definition at any length and size of scores, in any layout', () => {
    fc.assert(
      fc.property(sizes, spread, fc.nat(), (n, scale, seed) => {
        tidy(() => {
          const x = randomUniform([3, n], new Rng(seed), -scale, scale);
          const weights = rowwise(x.read(), n, softmaxRow);
          for (const layout of layouts(x)) expectClose(ops.softmax(layout), weights);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('runs along any axis, and has its derivative', () => {
    tidy(() => {
      const x = randomNormal([2, 3, 5], new Rng(1));
      const middle = ops.softmax(x, 1);
      expect(middle.shape).toEqual([2, 3, 5]);
      expectClose(ops.sum(middle, 1), new Array(10).fill(1));
      expectClose(ops.transpose(middle, 1, 2), rowwise(ops.transpose(x, 1, 2).read(), 3, softmaxRow));
      checkGradients((x) => ops.softmax(x), [x]);
      checkGradients((x) => ops.softmax(x, 0), [x]);
      checkGradients((x) => ops.softmax(x), [randomNormal([2, 11], new Rng(2))]);
      checkGradients((x) => ops.transpose(ops.softmax(ops.transpose(x))), [x]);
    });
  });

  it('gives zeros, forward and backward, where all scores are -Infinity, and NaN only for NaN', () => {
    tidy(() => {
      const x = requireGrad(
        tensor([
          [-inf, -inf, -inf, -inf, -inf],
          [0, -inf, 0, -inf, -inf],
        ]),
      );
      const y = ops.softmax(x);
      expect([...y.read()]).toEqual([0, 0, 0, 0, 0, 0.5, 0, 0.5, 0, 0]);
      backward(y, randomNormal([2, 5], new Rng(1)));
      const grad = [...x.grad!.read()];
      expect(grad.slice(0, 5).map(Math.abs)).toEqual([0, 0, 0, 0, 0]);
      expect(grad.some(Number.isNaN)).toBe(false);
      expect([...ops.softmax(tensor([1, NaN, 2])).read()]).toEqual([NaN, NaN, NaN]);
    });
  });

  it('takes float32 with an axis', () => {
    tidy(() => {
      expect(() => ops.softmax(tensor(Int32Array.of(1)))).toThrow(DTypeError);
      expect(() => ops.softmax(tensor([1, 2]), 1)).toThrow(ShapeError);
    });
  });
});

describe('maskedSoftmax', () => {
  it('equals softmax over the allowed places, with the mask broadcast in any way', () => {
    const one = fc.boolean();
    fc.assert(
      fc.property(fc.tuple(one, one, one, one), sizes, fc.nat(), (ones, n, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const shape = [2, 3, 2, Math.min(n, 70)];
          const x = randomNormal(shape, rng);
          const mask = ops.less(
            randomNormal(
              shape.map((extent, axis) => (ones[axis] ? 1 : extent)),
              rng,
            ),
            0.3,
          );
          const allowed = ops.broadcastTo(mask, shape).read();
          let i = 0;
          const expected = rowwise(x.read(), shape[3], (row) => {
            const from = i;
            i += row.length;
            return softmaxRow(row, (j) => allowed[from + j] === 1);
          });
          expectClose(ops.maskedSoftmax(x, mask), expected);
          for (const p of layouts(x))
            for (const m of layouts(mask)) expectClose(ops.maskedSoftmax(p, m), expected);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('has its derivative, which is 0 at masked places and in rows with nothing allowed', () => {
    tidy(() => {
      const x = randomNormal([2, 3, 5], new Rng(1));
      const mask = tensor([
        [true, false, true, true, false],
        [false, false, false, false, false],
        [true, true, true, true, true],
      ]);
      checkGradients((x) => ops.maskedSoftmax(x, mask), [x]);
      checkGradients(
        (x) => ops.transpose(ops.maskedSoftmax(ops.transpose(x, 0, 1), ops.slice(mask, 0, 0, 1))),
        [x],
      );
      const leaf = requireGrad(ops.copy(x));
      const y = ops.maskedSoftmax(leaf, mask);
      backward(y, randomNormal(y.shape, new Rng(2)));
      const masked = (values: ArrayLike<number>): number[] =>
        Array.from(mask.read(), (m, i) => (m ? 0 : Math.abs(values[i])));
      expect(masked(y.read())).toEqual(new Array(15).fill(0));
      expect(masked(leaf.grad!.read())).toEqual(new Array(15).fill(0));
    });
  });

  it('runs along any axis', () => {
    tidy(() => {
      const x = randomNormal([3, 5, 2], new Rng(1));
      const mask = ops.less(randomNormal([5, 1], new Rng(2)), 0.5);
      const turned = ops.maskedSoftmax(ops.transpose(x), ops.transpose(mask));
      expect(ops.maskedSoftmax(x, mask, 1).read()).toEqual(ops.transpose(turned).read());
    });
  });

  it('lets no masked score through, not even NaN or Infinity', () => {
    tidy(() => {
      const y = ops.maskedSoftmax(tensor([1, NaN, inf, 1, -inf]), tensor([true, false, false, true, true]));
      expect([...y.read()]).toEqual([0.5, 0, 0, 0.5, 0]);
    });
  });

  it('refuses a mask that is not bool or does not broadcast to the scores', () => {
    tidy(() => {
      const x = randomNormal([2, 3], new Rng(1));
      expect(() => ops.maskedSoftmax(x, tensor([1, 0, 1]))).toThrow(DTypeError);
      expect(() => ops.maskedSoftmax(x, tensor([true]).view([1, 1, 1]))).toThrow(
        'got mask [1, 1, 1] and scores [2, 3]',
      );
      expect(() => ops.maskedSoftmax(x, tensor([true, false]))).toThrow(ShapeError);
    });
  });
});

describe('logSoftmax and logSumExp', () => {
  it('equal their definitions at any length and size of scores, in any layout', () => {
    fc.assert(
      fc.property(sizes, spread, fc.nat(), (n, scale, seed) => {
        tidy(() => {
          const x = randomUniform([3, n], new Rng(seed), -scale, scale);
          const expected = rowwise(x.read(), n, (row) => {
            const normaliser = logSumExpRow(row);
            return row.map((v) => v - normaliser);
          });
          const sums = rowwise(x.read(), n, (row) => [logSumExpRow(row)]);
          for (const layout of layouts(x)) {
            // A difference of large numbers: what is lost is relative to them.
            expectClose(ops.logSoftmax(layout), expected, 2e-6, scale);
            expectClose(ops.logSumExp(layout), sums, 2e-6, scale);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('run along any axis, and have their derivatives', () => {
    tidy(() => {
      const x = randomNormal([2, 3, 5], new Rng(1));
      expectClose(ops.exp(ops.logSoftmax(x, 1)), ops.softmax(x, 1).read());
      expect(ops.logSumExp(x, 1).shape).toEqual([2, 5]);
      expect(ops.logSumExp(x, 1, true).shape).toEqual([2, 1, 5]);
      expectClose(ops.logSumExp(x, 0), ops.log(ops.sum(ops.exp(x), 0)).read());
      for (const axis of [0, 1, 2]) {
        checkGradients((x) => ops.logSoftmax(x, axis), [x]);
        checkGradients((x) => ops.logSumExp(x, axis), [x]);
      }
      checkGradients((x) => ops.logSoftmax(x), [randomNormal([2, 11], new Rng(2))]);
    });
  });

  it('are -Infinity where all scores are, or where there are none', () => {
    tidy(() => {
      expect([...ops.logSumExp(ops.zeros([2, 0])).read()]).toEqual([-inf, -inf]);
      expect(ops.softmax(ops.zeros([0, 3])).shape).toEqual([0, 3]);
      const x = tensor([-inf, -inf]);
      expect([...ops.logSoftmax(x).read()]).toEqual([-inf, -inf]);
      expect([...ops.logSumExp(x).read()]).toEqual([-inf]);
    });
  });
});
