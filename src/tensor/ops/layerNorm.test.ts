import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import {
  add,
  backward,
  copy,
  ones,
  Rng,
  randomNormal,
  randomUniform,
  requireGrad,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from '../index.ts';
import { layerNorm, rmsNorm } from './layerNorm.ts';

const eps = 1e-5;

/** The definition, in float64. */
function reference(x: Tensor, gamma: ArrayLike<number>, beta: ArrayLike<number>, centred: boolean): number[] {
  const n = x.shape.at(-1)!;
  const values = [...x.read()];
  return Array.from({ length: x.size / n }, (_, i) => {
    const row = values.slice(i * n, (i + 1) * n);
    const mean = centred ? row.reduce((a, b) => a + b, 0) / n : 0;
    const square = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    return row.map((v, j) => ((v - mean) / Math.sqrt(square + eps)) * gamma[j] + beta[j]);
  }).flat();
}

describe('layerNorm and rmsNorm', () => {
  it('equal their definitions for any width, in any layout', () => {
    const widths = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(64, 257, 1031));
    fc.assert(
      fc.property(widths, fc.nat(), (n, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          // Never so close together that rounding the mean would count.
          const x = add(
            randomUniform([2, 3, n], rng, 2, 4),
            tensor(Float32Array.from({ length: n }, (_, j) => (j % 2) * 4)),
          );
          const [gamma, beta] = [randomNormal([n], rng), randomNormal([n], rng)];
          const [g, b] = [gamma.read(), beta.read()];
          for (const p of layouts(x)) {
            // The mean is 5 and what is left of x about 2: that much accuracy is lost in the difference.
            for (const q of layouts(gamma))
              expectClose(layerNorm(p, q, beta, eps), reference(x, g, b, true), 2e-6, 2);
            expectClose(
              layerNorm(p),
              reference(
                x,
                g.map(() => 1),
                b.map(() => 0),
                true,
              ),
              2e-6,
              2,
            );
            expectClose(
              rmsNorm(p, gamma, eps),
              reference(
                x,
                g,
                b.map(() => 0),
                false,
              ),
            );
            expectClose(
              rmsNorm(p, null, eps),
              reference(
                x,
                g.map(() => 1),
                b.map(() => 0),
                false,
              ),
            );
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('have their derivatives by every input, alone and together', () => {
    tidy(() => {
      const rng = new Rng(2);
      // One pair of vectors, and some elements more.
      const x = randomNormal([2, 3, 11], rng);
      const [gamma, beta] = [randomNormal([11], rng), randomNormal([11], rng)];
      checkGradients((x, gamma, beta) => layerNorm(x, gamma, beta), [x, gamma, beta]);
      checkGradients((x) => layerNorm(x), [x]);
      checkGradients((x) => layerNorm(transpose(x), null, null), [x]);
      checkGradients((beta) => layerNorm(x, null, beta), [beta]);
      checkGradients((x, gamma) => transpose(layerNorm(x, gamma, null)), [x, gamma]);
      checkGradients((x, gamma) => rmsNorm(x, gamma), [x, gamma]);
      checkGradients((x) => transpose(rmsNorm(transpose(x))), [x]);
    });
  });

  it('add up the gradients of gamma and beta accurately over many rows', () => {
    tidy(() => {
      const rng = new Rng(1);
      const x = randomNormal([5000, 5], rng);
      const gamma = requireGrad(ones([5]));
      const beta = requireGrad(ones([5]));
      const g = randomNormal([5000, 5], rng, 1);
      backward(layerNorm(x, gamma, beta, eps), g);
      const normal = reference(x, new Array(5).fill(1), new Array(5).fill(0), true);
      const [dGamma, dBeta] = [new Float64Array(5), new Float64Array(5)];
      g.read().forEach((v, i) => {
        dGamma[i % 5] += v * normal[i];
        dBeta[i % 5] += v;
      });
      expectClose(gamma.grad!, dGamma);
      expectClose(beta.grad!, dBeta);
    });
  });

  it('survive constant rows', () => {
    tidy(() => {
      const x = requireGrad(tensor([[3, 3, 3]]));
      const y = layerNorm(x);
      backward(y, copy(y));
      expect([...y.read(), ...x.grad!.read()]).toEqual([0, 0, 0, 0, 0, 0]);
    });
  });

  it('say what gamma and beta must be', () => {
    tidy(() => {
      const x = randomNormal([2, 3], new Rng(1));
      expect(() => layerNorm(x, tensor([1, 2]))).toThrow(
        'gamma must be [D] for x [..., D]; got [2] and [2, 3]',
      );
      expect(() => layerNorm(x, null, randomNormal([3, 1], new Rng(1)))).toThrow(ShapeError);
      expect(() => rmsNorm(x, tensor([1, 2]))).toThrow(ShapeError);
    });
  });
});
