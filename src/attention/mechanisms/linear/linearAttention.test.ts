import { describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismCase } from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import {
  referenceFeatures,
  referenceLinearAttention,
} from '../../../../test/support/referenceLinearAttention.ts';
import { profile } from '../../../runtime/index.ts';
import {
  add,
  backward,
  lengthMask,
  logicalAnd,
  mul,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../../../tensor/index.ts';
import { attention } from '../../attention.ts';
import { defineMechanism } from '../../defineMechanism.ts';
import type { Mechanism, MechanismRecipe } from '../../mechanism.ts';
import { softmax } from '../../normalizers/index.ts';
import { repeatHeads } from '../../repeatHeads.ts';
import { scaledDot } from '../../scores/index.ts';
import {
  eluFeatures,
  type FavorOptions,
  favorFeatures,
  linearAttention,
  randomFourierFeatures,
  reluFeatures,
  softmaxFeatures,
} from './index.ts';

/** The quadratic form, in float64. */
function quadratic(feature: (typeof referenceFeatures)[keyof typeof referenceFeatures]): Mechanism {
  return defineMechanism({
    name: 'quadratic',
    attend({ query: q, key: k, value: v }) {
      const g = zeros([q.shape[0], q.shape[1], q.shape[2], v.shape[3]]);
      const { out } = referenceLinearAttention({ q, k, v, g }, { feature }, () => true);
      return { output: tensor(Float32Array.from(out), { shape: g.shape }) };
    },
    cost: () => ({ multiplyAdds: 0, bytes: 0 }),
  });
}

const recipes = (make: (causal: boolean) => MechanismRecipe): Pick<MechanismCase, 'make' | 'makeCausal'> => ({
  make: (sizes) => make(false).build(sizes),
  makeCausal: (sizes) => make(true).build(sizes),
});

describeMechanism('linear attention with elu + 1', {
  make: () => linearAttention({ featureMap: eluFeatures() }),
  makeCausal: () => linearAttention({ featureMap: eluFeatures(), causal: true }),
  limit: {
    make: () => linearAttention({ featureMap: eluFeatures() }),
    exact: () => quadratic(referenceFeatures.elu),
    L: 67,
    S: 131,
  },
});

describeMechanism('linear attention with relu', {
  make: () => linearAttention({ featureMap: reluFeatures({ epsilon: 0.1 }) }),
  makeCausal: () => linearAttention({ featureMap: reluFeatures({ epsilon: 0.1 }), causal: true }),
  // Steps across the kink say nothing of the slope.
  gradientStep: 1e-3,
  limit: {
    make: () => linearAttention({ featureMap: reluFeatures() }),
    exact: () => quadratic(referenceFeatures.relu),
  },
});

describeMechanism('efficient attention', {
  make: () => linearAttention({ featureMap: softmaxFeatures() }),
  refusesCausal: () => linearAttention({ featureMap: softmaxFeatures(), causal: true }),
});

describeMechanism('random feature attention', {
  ...recipes((causal) => linearAttention({ featureMap: randomFourierFeatures({ numFeatures: 29 }), causal })),
  large: { L: 211, S: 223 },
});

const favor = (options: FavorOptions) => (causal: boolean) =>
  linearAttention({ featureMap: favorFeatures(options), causal });

/** With queries and keys at a quarter: the number of features that an error takes grows exponentially with their lengths. */
function onShort(mechanism: Mechanism): Mechanism {
  const { modules, cost, causal } = mechanism;
  return defineMechanism({
    name: 'short',
    modules,
    causal,
    attend: ({ query, key, value, ...options }) =>
      mechanism(mul(query, 0.25), mul(key, 0.25), value, { ...options, needWeights: false }),
    cost,
  });
}

const exact = () => attention({ score: scaledDot(), normalizer: softmax() });
const limit = (options: Omit<FavorOptions, 'numFeatures'>, tolerance: number): MechanismCase['limit'] => ({
  make: (sizes) => onShort(favor({ ...options, numFeatures: 12_000 })(false).build(sizes)),
  exact: () => onShort(exact()),
  tolerance,
});

describeMechanism('FAVOR+', {
  ...recipes(favor({ numFeatures: 23 })),
  limit: limit({ kind: 'positive' }, 0.01),
});

describeMechanism('trigonometric FAVOR', {
  make: (sizes) => onShort(favor({ numFeatures: 29, kind: 'trigonometric' })(false).build(sizes)),
  makeCausal: (sizes) => onShort(favor({ numFeatures: 29, kind: 'trigonometric' })(true).build(sizes)),
  gradientStep: 2e-2,
  limit: limit({ kind: 'trigonometric' }, 0.01),
});

describe('linearAttention', () => {
  expectNoLeaks();

  it("takes the textbook multiply-adds, 2 d d' N a head, whatever the length", () => {
    const { cost } = linearAttention({ featureMap: eluFeatures() });
    const sizes = { B: 1, H: 8, E: 64, Ev: 64 };
    expect(cost({ ...sizes, L: 65_536, S: 65_536 }).multiplyAdds).toBe(8 * 2 * 64 * 64 * 65_536);
  });

  it('counts its causal form and its backward pass', () => {
    tidy(() => {
      const mechanism = linearAttention({ featureMap: eluFeatures(), causal: true });
      const [q, k, v] = [6, 6, 5].map((n, i) => requireGrad(randomNormal([2, 3, 70, n], new Rng(i))));
      const counted = (run: () => unknown): number =>
        profile(run).profile.operations.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
      const cost = mechanism.cost({ B: 2, H: 3, L: 70, S: 70, E: 6, Ev: 5 }).multiplyAdds;
      const pairs = 4 * 16 ** 2 + 6 ** 2;
      expect(cost).toBe(6 * (2 * 70 * 6 * 5 + pairs * 11));
      expect(counted(() => mechanism(q, k, v))).toBe(cost);
      const { output } = mechanism(q, k, v);
      expect(counted(() => backward(output.sum()))).toBe(6 * (5 * 70 * 6 * 5 + pairs * 33));
    });
  });

  it('serves several heads with one of keys, under masks that are the same for all queries', () => {
    tidy(() => {
      const mechanism = linearAttention({ featureMap: eluFeatures() });
      const rng = new Rng(1);
      const [q, k, v] = [
        randomNormal([2, 6, 7, 5], rng),
        ...[5, 3].map((n) => randomNormal([2, 2, 11, n], rng)),
      ];
      for (const shape of [[2, 1, 1, 11], [1, 6, 1, 11], [11]]) {
        const size = shape.reduce((a, b) => a * b, 1);
        const mask = tensor(
          Uint8Array.from({ length: size }, (_, n) => (n % 3 === 0 ? 0 : 1)),
          { shape },
        );
        const lengths = [4, 11];
        const grouped = mechanism(q, k, v, { mask, lengths }).output;
        const [all, values] = [k, v].map((x) => repeatHeads(x, 6));
        const hidden = logicalAnd(mask, lengthMask(lengths, 11).reshape([2, 1, 1, 11]));
        const whole = mechanism(q, all, values, { mask: hidden }).output;
        expectClose(grouped, whole.read());
      }
      const mask = tensor(new Uint8Array(77), { shape: [7, 11] });
      expect(() => mechanism(q, k, v, { mask })).toThrow('the same for all queries');
    });
  });

  it('needs as many keys as queries in its causal form', () => {
    tidy(() => {
      const mechanism = linearAttention({ featureMap: eluFeatures(), causal: true });
      expect(() => mechanism(zeros([1, 1, 2, 3]), zeros([1, 1, 5, 3]), zeros([1, 1, 5, 3]))).toThrow(
        ShapeError,
      );
    });
  });

  it('refuses numbers that make no features', () => {
    for (const make of [
      () => favorFeatures({ numFeatures: 0 }),
      () => favorFeatures({ numFeatures: 8, redraw: 0.5 }),
      () => favorFeatures({ numFeatures: 8, kind: 'negative' as 'positive' }),
      () => randomFourierFeatures({ numFeatures: 1.5 }),
      () => randomFourierFeatures({ numFeatures: 8, sigma: 0 }),
      () => reluFeatures({ epsilon: -1 }),
    ])
      expect(make).toThrow(ValueError);
  });
});

describe('sums of weights below the smallest floats', () => {
  expectNoLeaks();

  it.each([false, true])('give zeros, and no gradients that are none; causal: %s', (causal) => {
    tidy(() => {
      for (const size of [-36, -44, -46, -48, -52, -100]) {
        const mechanism = linearAttention({ featureMap: eluFeatures(), causal });
        const [q, k, v] = [7, 7, 5].map((n, i) =>
          requireGrad(add(mul(randomNormal([2, 3, 11, n], new Rng(i)), 0.1), i < 2 ? size : 0)),
        );
        const { output } = mechanism(q, k, v);
        backward(output.sum());
        const values = [output, q.grad!, k.grad!, v.grad!].map((x) => x.read());
        for (const x of values) expect(x.every(Number.isFinite)).toBe(true);
        expect(values[0].some((x) => x !== 0)).toBe(size > -39);
      }
    });
  });

  it('are the same one position after the other', () => {
    tidy(() => {
      const mechanism = linearAttention({ featureMap: eluFeatures(), causal: true });
      const [q, k, v] = [-46, -46, 0].map((size, i) => add(randomNormal([1, 1, 7, 5], new Rng(i)), size));
      const state = mechanism.recurrent!();
      expectClose(state.step(q, k, v), mechanism(q, k, v).output.read());
      state.dispose();
    });
  });
});
