import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import {
  type AdamSettings,
  adamStep,
  copy,
  Rng,
  randomNormal,
  ShapeError,
  slice,
  square,
  type Tensor,
  tensor,
  tidy,
  transpose,
  zeros,
} from '../index.ts';

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
        adamStep([{ parameter: param, gradient, m, v, step }], { ...settings, ...extra });
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
            adamStep([{ parameter: param, gradient, m, v, step }], {
              ...settings,
              beta2,
              weightDecay: 0.1,
              decoupled,
            });
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

  it('treats parameters of a list as if each were alone, whatever their sizes and steps', () => {
    tidy(() => {
      const rng = new Rng(2);
      const updates = [5, 4096, 1, 8191, 0, 13, 20_000].map((n, i) => ({
        parameter: randomNormal([n], rng),
        gradient: randomNormal([n], rng),
        m: randomNormal([n], rng),
        v: square(randomNormal([n], rng)),
        step: i + 1,
      }));
      const alone = updates.map(({ parameter, gradient, m, v, step }) => ({
        ...{ parameter: copy(parameter), m: copy(m), v: copy(v), gradient, step },
      }));
      adamStep(updates, settings);
      for (const update of alone) adamStep([update], settings);
      updates.forEach((update, i) => {
        for (const name of ['parameter', 'm', 'v'] as const) {
          expect(update[name].read()).toEqual(alone[i][name].read());
        }
      });
    });
  });

  it('writes nothing beside the parameter', () => {
    tidy(() => {
      const around = zeros([10]);
      const param = slice(around, 0, 1, 8);
      const gradient = randomNormal([7], new Rng(1));
      adamStep([{ parameter: param, gradient, m: zeros([7]), v: zeros([7]), step: 1 }], settings);
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
      const update = (gradient: Tensor, m: Tensor) => [{ parameter: x, gradient, m, v: x, step: 1 }];
      expect(() => adamStep(update(x, zeros([3])), settings)).toThrow(ShapeError);
      expect(() => adamStep(update(transpose(zeros([2, 3])), x), settings)).toThrow(ShapeError);
    });
  });
});
