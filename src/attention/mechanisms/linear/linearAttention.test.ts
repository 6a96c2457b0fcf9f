import { describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismCase } from '../../../../test/conformance/mechanism.ts';
import { expectClose, relativeError } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import {
  referenceFeatures,
  referenceLinearAttention,
} from '../../../../test/support/referenceLinearAttention.ts';
import { measurePeak, profile } from '../../../runtime/index.ts';
import {
  add,
  backward,
  eye,
  lengthMask,
  logicalAnd,
  mul,
  noGrad,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  type Tensor,
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
import { gaussianMatrix } from './gaussianMatrix.ts';
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

describe('random features', () => {
  expectNoLeaks();

  /** The root mean square error of the output as a part of its own, over some draws. */
  function error(options: FavorOptions, scale: number, draws = 12): number {
    let sum = 0;
    for (let seed = 0; seed < draws; seed++)
      tidy(() => {
        const rng = new Rng(seed);
        const [q, k, v] = [16, 16, 5].map((n, i) => mul(randomNormal([1, 2, 37, n], rng), i < 2 ? scale : 1));
        const mechanism = favor(options)(false).build({ numHeads: 2, headDim: 16, rng });
        const expected = exact()(q, k, v).output.read();
        const difference = mechanism(q, k, v)
          .output.read()
          .map((x, i) => x - expected[i]);
        const squares = (values: ArrayLike<number>) =>
          Array.from(values).reduce((total, x) => total + x * x, 0);
        sum += squares(difference) / squares(expected);
        for (const module of mechanism.modules) module.dispose();
      });
    return Math.sqrt(sum / draws);
  }

  it.each(['positive', 'trigonometric'] as const)(
    'err less by the square root of their number: %s',
    (kind) => {
      const ratio = error({ numFeatures: 64, kind }, 0.5) / error({ numFeatures: 1024, kind }, 0.5);
      expect(ratio).toBeGreaterThan(4 * 0.75);
      expect(ratio).toBeLessThan(4 * 1.35);
    },
  );

  it('err less at right angles than each by itself', () => {
    for (const [kind, gain] of [
      ['positive', 1],
      ['trigonometric', 0.8],
    ] as const) {
      const of = (orthogonal: boolean) => error({ numFeatures: 16, kind, orthogonal }, 0.25, 100);
      expect(of(true)).toBeLessThan(gain * of(false));
    }
  });

  it.each([
    [64, 8],
    [64, 16],
    [64, 64],
    [128, 16],
    [16, 64],
  ])('take the memory that is told, of heads of %d and %d features', (E, numFeatures) => {
    for (const kind of ['fourier', 'positive', 'trigonometric'] as const) {
      tidy(() => {
        const featureMap =
          kind === 'fourier' ? randomFourierFeatures({ numFeatures }) : favorFeatures({ numFeatures, kind });
        const mechanism = linearAttention({ featureMap }).build({ numHeads: 2, headDim: E, rng: new Rng(1) });
        const shape = { B: 2, H: 2, L: 223, S: 223, E, Ev: E };
        const [q, k, v] = [1, 2, 3].map((seed) => randomNormal([2, 2, 223, E], new Rng(seed)));
        const { peakBytes } = measurePeak(() => noGrad(() => mechanism(q, k, v)));
        const ratio = mechanism.cost(shape).bytes / peakBytes;
        expect(ratio, kind).toBeGreaterThan(0.8);
        expect(ratio, kind).toBeLessThan(1.25);
        for (const module of mechanism.modules) module.dispose();
      });
    }
  });

  it('lie at right angles, as many at a time as there are dimensions, at lengths of their own', () => {
    tidy(() => {
      const w = gaussianMatrix(10, 7, { orthogonal: true, rng: new Rng(1) });
      const products = w.matmul(w.transpose()).read();
      for (let i = 0; i < 10; i++) {
        expect(products[i * 10 + i]).toBeGreaterThan(0.5);
        for (let j = 0; j < i; j++)
          if (Math.floor(i / 7) === Math.floor(j / 7))
            expect(Math.abs(products[i * 10 + j])).toBeLessThan(1e-5);
      }
      const many = gaussianMatrix(7000, 7, { orthogonal: true, rng: new Rng(2) });
      expect(
        relativeError(
          many.transpose().matmul(many).read(),
          eye(7)
            .read()
            .map((x) => 7000 * x),
        ),
      ).toBeLessThan(0.05);
    });
  });

  it('are drawn anew in training every so many calls, and never in use', () => {
    tidy(() => {
      const mechanism = favor({ numFeatures: 8, redraw: 2 })(false).build({
        numHeads: 1,
        headDim: 3,
        rng: new Rng(1),
      });
      const x = requireGrad(randomNormal([1, 1, 5, 3], new Rng(2)));
      const outputs = () => Array.from({ length: 4 }, () => mechanism(x, x, x).output.read().join());
      const [first, second, third, fourth] = outputs();
      expect(second).toBe(first);
      expect(third).not.toBe(first);
      expect(fourth).toBe(third);
      for (const module of mechanism.modules) module.eval();
      expect(new Set(outputs()).size).toBe(1);
      for (const module of mechanism.modules) module.dispose();
    });
  });

  it('are drawn at the same calls where a training goes on, whoever looks in between', () => {
    tidy(() => {
      const build = () =>
        favor({ numFeatures: 8, redraw: 3 })(false).build({ numHeads: 1, headDim: 3, rng: new Rng(1) });
      const learns = requireGrad(randomNormal([1, 1, 5, 3], new Rng(2)));
      const looks = randomNormal([1, 1, 5, 3], new Rng(3));
      const [through, stopped, resumed] = [build(), build(), build()];
      const outputs = (mechanism: Mechanism, calls: number) =>
        Array.from({ length: calls }, () => mechanism(learns, learns, learns).output.read().join());
      const all = outputs(through, 8);
      expect(outputs(stopped, 2)).toEqual(all.slice(0, 2));
      for (let look = 0; look < 5; look++) stopped(looks, looks, looks);
      const [before] = stopped.modules;
      const [after] = resumed.modules;
      after.loadStateDict(before.stateDict());
      for (const [i, rng] of after.rngs().entries()) rng.state = before.rngs()[i].state;
      expect(outputs(resumed, 6)).toEqual(all.slice(2));
      for (const { modules } of [through, stopped, resumed]) for (const module of modules) module.dispose();
    });
  });

  it.each(kinds)(
    'stay finite for $kind queries and keys of any length, causal: $causal',
    ({ kind, causal }) => {
      tidy(() => {
        for (const scale of [0, 1e-20, 3, 7, 30]) {
          for (const E of [32, 256]) {
            const [mechanism, inputs] = [buildFavor(kind, causal, E), randomInputs(E, scale)];
            const [q, k, v] = inputs;
            const { output } = mechanism(q, k, v);
            backward(output.sum());
            for (const x of [output, ...inputs.map(({ grad }) => grad!)])
              expect(x.read().every(Number.isFinite)).toBe(true);
            for (const module of mechanism.modules) module.dispose();
          }
        }
      });
    },
  );

  it.each(kinds)('serve heads of 256: $kind, causal: $causal', ({ kind, causal }) => {
    tidy(() => {
      const mechanism = buildFavor(kind, causal, 256);
      const inputs = randomInputs(256, 0.5);
      const [q, k, v] = inputs;
      const { output } = mechanism(q, k, v);
      backward(output.sum());
      expect(output.read().every((x) => x !== 0)).toBe(true);
      for (const { grad } of inputs) expect(grad!.read().some((x) => Math.abs(x) > 1e-4)).toBe(true);
      for (const module of mechanism.modules) module.dispose();
    });
  });

  it('have weights for long keys where all can be seen, since the largest of them is 1', () => {
    tidy(() => {
      const mechanism = buildFavor('positive', false, 32);
      const [q, k, v] = randomInputs(32, 6);
      expect(
        mechanism(q, k, v)
          .output.read()
          .some((x) => Math.abs(x) > 0.1),
      ).toBe(true);
      for (const module of mechanism.modules) module.dispose();
    });
  });
});

const kinds = (['positive', 'trigonometric'] as const).flatMap((kind) =>
  [false, true].map((causal) => ({ kind, causal })),
);

function buildFavor(kind: 'positive' | 'trigonometric', causal: boolean, headDim: number): Mechanism {
  return favor({ kind, numFeatures: 300 })(causal).build({ numHeads: 1, headDim, rng: new Rng(1) });
}

function randomInputs(E: number, scale: number): Tensor[] {
  return [E, E, 5].map((size, i) =>
    requireGrad(mul(randomNormal([1, 1, 19, size], new Rng(2 + i)), i < 2 ? scale : 1)),
  );
}

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
