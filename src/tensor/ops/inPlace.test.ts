import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { Rng, randomNormal, ShapeError, slice, tensor, tidy, transpose, zeros } from '../index.ts';
import { type AdamSettings, adamStep, addInPlace, copyInto, scaleInPlace, sumOfSquares } from './inPlace.ts';

const settings: AdamSettings = {
  lr: 0.01,
  beta1: 0.9,
  beta2: 0.98,
  eps: 1e-9,
  weightDecay: 0,
  decoupled: false,
};

describe('adamStep', () => {
  // Three steps of torch.optim.Adam and AdamW of PyTorch 2.13, betas (0.9, 0.98), eps 1e-9.
  it.each([
    [{}, [-0.684930205, 0.558708549, 0.0496372692, -0.46895802, 0.821112514, 0.302136898, -0.206306517]],
    [
      { weightDecay: 0.05 },
      [-0.683827519, 0.557144642, 0.0495433435, -0.468040824, 0.819594145, 0.301454008, -0.205757886],
    ],
    [
      { weightDecay: 0.05, decoupled: true },
      [-0.683893919, 0.557875514, 0.0495695136, -0.468271703, 0.81990099, 0.301680118, -0.205998197],
    ],
  ])('moves a parameter as PyTorch does with %j', (extra, expected) => {
    tidy(() => {
      const param = tensor(Array.from({ length: 7 }, (_, i) => ((i * 5) % 7) / 4 - 0.7));
      const [m, v] = [zeros([7]), zeros([7])];
      for (let step = 1; step <= 3; step++) {
        const gradient = tensor(
          Array.from({ length: 7 }, (_, i) => ((i * 3 + (step - 1) * 5) % 11) / 8 - 0.6),
        );
        adamStep(param, gradient, m, v, step, { ...settings, ...extra });
      }
      expectClose(param, expected, 3e-7);
    });
  });

  it('equals its formula in float64 for any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.boolean(), fc.nat(), (n, decoupled, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const param = randomNormal([n], rng);
          const p = Float64Array.from(param.read());
          const [m, v] = [zeros([n]), zeros([n])];
          const [mean, square] = [new Float64Array(n), new Float64Array(n)];
          // As near 1 as is usual: 1 - beta2 must not be rounded twice.
          const beta2 = 0.999;
          const { lr, beta1, eps } = settings;
          for (let step = 1; step <= 5; step++) {
            const gradient = randomNormal([n], rng);
            adamStep(param, gradient, m, v, step, { ...settings, beta2, weightDecay: 0.1, decoupled });
            gradient.read().forEach((raw, i) => {
              const g = decoupled ? raw : raw + 0.1 * p[i];
              if (decoupled) p[i] *= 1 - lr * 0.1;
              mean[i] = beta1 * mean[i] + (1 - beta1) * g;
              square[i] = beta2 * square[i] + (1 - beta2) * g * g;
              p[i] -=
                (lr * (mean[i] / (1 - beta1 ** step))) / (Math.sqrt(square[i] / (1 - beta2 ** step)) + eps);
            });
          }
          // Where terms cancel, what is lost is relative to them.
          expectClose(param, p, 2e-6, 1);
          expectClose(m, mean, 2e-6, 0.1);
          expectClose(v, square);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('writes nothing beside the parameter', () => {
    tidy(() => {
      const around = zeros([10]);
      const param = slice(around, 0, 1, 8);
      adamStep(param, randomNormal([7], new Rng(1)), zeros([7]), zeros([7]), 1, settings);
      expect([...around.read()].map((x) => x !== 0)).toEqual([
        false,
        ...new Array(7).fill(true),
        false,
        false,
      ]);
    });
  });

  it('takes dense tensors of one size', () => {
    tidy(() => {
      const x = zeros([3, 2]);
      expect(() => adamStep(x, zeros([3]), zeros([3, 2]), zeros([3, 2]), 1, settings)).toThrow(ShapeError);
      expect(() => adamStep(x, transpose(zeros([2, 3])), x, x, 1, settings)).toThrow(ShapeError);
    });
  });
});

describe('sumOfSquares and scaleInPlace', () => {
  it('measure and scale a list of gradients, of any length', () => {
    tidy(() => {
      for (let n = 0; n < 12; n++) {
        const x = randomNormal([n], new Rng(n));
        const y = randomNormal([3, 5], new Rng(n));
        const values = [...x.read(), ...y.read()];
        const expected = values.reduce((sum, v) => sum + v * v, 0);
        expect(Math.abs(sumOfSquares([x, y]) - expected)).toBeLessThan(1e-12 * expected);
        scaleInPlace(x, -0.5);
        expect([...x.read()]).toEqual(values.slice(0, n).map((v) => v * -0.5));
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
      expect(() => scaleInPlace(transpose(zeros([2, 3])), 2)).toThrow(ShapeError);
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
