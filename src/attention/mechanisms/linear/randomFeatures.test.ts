import { describe, expect, it } from 'vitest';
import { relativeError } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { measurePeak } from '../../../runtime/index.ts';
import {
  backward,
  eye,
  mul,
  noGrad,
  Rng,
  randomNormal,
  requireGrad,
  type Tensor,
  tidy,
} from '../../../tensor/index.ts';
import { attention } from '../../attention.ts';
import type { Mechanism } from '../../mechanism.ts';
import { softmax } from '../../normalizers/index.ts';
import { scaledDot } from '../../scores/index.ts';
import { gaussianMatrix } from './gaussianMatrix.ts';
import { type FavorOptions, favorFeatures, linearAttention, randomFourierFeatures } from './index.ts';

const favor = (options: FavorOptions) => (causal: boolean) =>
  linearAttention({ featureMap: favorFeatures(options), causal });

const exact = () => attention({ score: scaledDot(), normalizer: softmax() });

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
