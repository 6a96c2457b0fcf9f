import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import {
  backward,
  copy,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  transpose,
  zeros,
} from '../index.ts';
import { linear } from './linear.ts';
import { matmul } from './matmul.ts';

/** The definition, in float64. */
function naive(a: Tensor, b: Tensor, m: number, k: number, n: number): Float64Array {
  const x = a.read();
  const y = b.read();
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) for (let p = 0; p < k; p++) out[i * n + j] += x[i * k + p] * y[p * n + j];
  return out;
}

describe('matmul', () => {
  it('equals the definition in all four transpositions, whatever the extents', () => {
    const extent = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(128, 131, 257, 300));
    fc.assert(
      fc.property(extent, extent, extent, fc.nat(), (m, k, n, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const a = randomNormal([m, k], rng);
          const b = randomNormal([k, n], rng);
          const expected = naive(a, b, m, k, n);
          const columnsA = transpose(copy(transpose(a)));
          const columnsB = transpose(copy(transpose(b)));
          // Where a few products cancel, rounding is a part of what they add up to.
          const scale = 2 * Math.sqrt(k);
          for (const x of [a, columnsA])
            for (const y of [b, columnsB]) expectClose(matmul(x, y), expected, 2e-6, scale);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('multiplies batches, broadcasting the axes before the last two', () => {
    tidy(() => {
      const rng = new Rng(1);
      const a = randomNormal([2, 1, 5, 7], rng);
      const b = randomNormal([3, 7, 11], rng);
      const out = matmul(a, b);
      expect(out.shape).toEqual([2, 3, 5, 11]);
      checkGradients(matmul, [a, b]);
    });
  });

  it('has the gradients of the definition', () => {
    tidy(() => {
      const rng = new Rng(2);
      checkGradients(matmul, [randomNormal([3, 5], rng), randomNormal([5, 7], rng)]);
      checkGradients(matmul, [randomNormal([2, 3, 5], rng), randomNormal([5, 7], rng)]);
      checkGradients(
        (a, b) => matmul(transpose(a), transpose(b)),
        [randomNormal([5, 3], rng), randomNormal([7, 5], rng)],
      );
    });
  });

  it('says which shapes do not fit', () => {
    tidy(() => {
      const rng = new Rng(3);
      expect(() => matmul(randomNormal([2, 3], rng), randomNormal([5, 7], rng))).toThrow(ShapeError);
      expect(() => matmul(randomNormal([2, 3], rng), randomNormal([5, 7], rng))).toThrow(
        'got [2, 3] and [5, 7]',
      );
    });
  });
});

describe('linear', () => {
  it('has gradients where there are no rows, and where there are no outputs', () => {
    tidy(() => {
      for (const [rows, outputs] of [
        [0, 5],
        [3, 0],
        [0, 0],
      ]) {
        const [x, weight] = [requireGrad(zeros([2, rows, 7])), requireGrad(zeros([outputs, 7]))];
        backward(linear(x, weight).sum());
        expect([x.grad?.shape, weight.grad?.shape]).toEqual([x.shape, weight.shape]);
      }
    });
  });

  it('has the gradients of x Wᵀ + b', () => {
    tidy(() => {
      const rng = new Rng(4);
      checkGradients(
        (x, w, b) => linear(x, w, b),
        [randomNormal([2, 3, 5], rng), randomNormal([7, 5], rng), randomNormal([7], rng)],
      );
      checkGradients((x, w) => linear(x, w), [randomNormal([11, 5], rng), randomNormal([7, 5], rng)]);
    });
  });

  it('adds the bias and rectifies in one pass, whichever way the product is taken', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4, 7, 31, 67, 131),
        fc.constantFrom(1, 3, 17, 37, 1031),
        fc.constantFrom(1, 5, 64, 263, 521),
        fc.boolean(),
        fc.nat(),
        (rows, outputs, inputs, transposed, seed) =>
          tidy(() => {
            const rng = new Rng(seed);
            const x = randomNormal([rows, inputs], rng);
            const w = transposed
              ? transpose(randomNormal([inputs, outputs], rng))
              : randomNormal([outputs, inputs], rng);
            const b = randomNormal([outputs], rng);
            const [data, weights, added] = [x, w, b].map((t) => t.read());
            const sums = Float64Array.from({ length: rows * outputs }, (_, at) => {
              const [i, j] = [Math.floor(at / outputs), at % outputs];
              let sum = added[j];
              for (let k = 0; k < inputs; k++) sum += data[i * inputs + k] * weights[j * inputs + k];
              return sum;
            });
            // Where products cancel, rounding is a part of what they add up to.
            const scale = 4 * Math.sqrt(inputs + 1);
            expectClose(linear(x, w, b), sums, 2e-6, scale);
            const rectified = linear(x, w, b, { activation: 'relu' });
            expectClose(
              rectified,
              sums.map((sum) => Math.max(0, sum)),
              2e-6,
              scale,
            );
          }),
      ),
      { numRuns: 60 },
    );
  });

  it('has the gradients of its parts with an activation', () => {
    tidy(() => {
      const rng = new Rng(9);
      // Away from 0, where there is no derivative.
      const bias = tensor(Float32Array.from({ length: 11 }, (_, i) => (i % 3 === 0 ? -9 : 9)));
      const inputs = [randomNormal([5, 7], rng), randomNormal([11, 7], rng, 0, 0.5), bias];
      checkGradients((x, w, b) => linear(x, w, b, { activation: 'relu' }), inputs);
    });
  });
});
