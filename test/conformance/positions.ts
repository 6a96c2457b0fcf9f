import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Align,
  attention,
  attentionMap,
  causal,
  KVCache,
  type Mechanism,
  MultiHeadAttention,
  type Normalizer,
  type Pattern,
  type RelativePositions,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import type { Module } from '../../src/nn/index.ts';
import {
  backward,
  broadcastTo,
  copy,
  copyInto,
  permute,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  selectRows,
  slice,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';
import { expectClose, relativeError } from '../support/close.ts';
import { checkGradients } from '../support/gradients.ts';
import { expectNoLeaks } from '../support/noLeaks.ts';

const [B, H, E, Ev] = [2, 3, 6, 5];

export interface PositionsSizes {
  readonly numHeads: number;
  /** Even. */
  readonly headDim: number;
  readonly align?: Align;
  readonly rng: Rng;
}

/** Always with the same parameters for the same generator; learned ones far enough from 0 to be seen. */
export type MakePositions = (sizes: PositionsSizes) => RelativePositions;

/** Scores as they are. */
const bare: Normalizer = { name: 'bare', normalize: (scores) => scores };

function disposeAll({ modules }: Mechanism): void {
  for (const module of modules) module.dispose();
}

/** What all relative positions must hold to. */
export function describePositions(name: string, make: MakePositions): void {
  /** Attention with them, for the time of `body`. */
  const withAttention = (
    options: { align?: Align; normalizer?: Normalizer; pattern?: Pattern },
    body: (attend: Mechanism) => void,
  ): void => {
    const { align, normalizer = softmax(), pattern } = options;
    const positions = make({ numHeads: H, headDim: E, align, rng: new Rng(11) });
    const attend = attention({ score: scaledDot(), normalizer, pattern, positions });
    tidy(() => body(attend));
    disposeAll(attend);
  };
  const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => void): void =>
    fc.assert(fc.property(arbitrary, body), { numRuns: 20 });

  describe(`${name} as RelativePositions`, () => {
    expectNoLeaks();

    it('tells permutations apart, which attention without it does not', () =>
      check(anyPermutation, ({ order, seed }) =>
        tidy(() => {
          const x = randomNormal([B, H, order.length, E], new Rng(seed));
          const without = attention({ score: scaledDot(), normalizer: softmax() });
          expect(permutationError(without, x, order)).toBeLessThan(3e-6);
          withAttention({}, (attend) => expect(permutationError(attend, x, order)).toBeGreaterThan(1e-4));
        }),
      ));

    it('scores a pair by how far the key is from the query', () =>
      check(fc.tuple(fc.integer({ min: 2, max: 17 }), fc.nat()), ([n, seed]) =>
        withAttention({ normalizer: bare }, (attend) => {
          const rng = new Rng(seed);
          const same = () => broadcastTo(randomNormal([B, H, 1, E], rng), [B, H, n, E]);
          expect(toeplitzError(attentionMap(attend, same(), same()))).toBeLessThan(1e-5);
        }),
      ));

    it('lines up the last queries with the last keys, or the first with the first, if told so', () =>
      check(fc.tuple(length, length, fc.nat()), ([a, b, seed]) => {
        const [few, n] = [Math.min(a, b), Math.max(a, b)];
        const rng = new Rng(seed);
        tidy(() => {
          const [q, k] = [randomNormal([B, H, n, E], rng), randomNormal([B, H, n, E], rng)];
          let whole: Tensor;
          withAttention({ normalizer: bare }, (attend) => {
            whole = tensor(attentionMap(attend, q, k).read(), { shape: [B, H, n, n] });
            for (const [align, from] of [
              ['end', n - few],
              ['start', 0],
            ] as const) {
              withAttention({ normalizer: bare, align }, (attend) => {
                const part = (x: Tensor, axis: number) => slice(x, axis, from, from + few);
                const scores = (q: Tensor, k: Tensor) => attend(q, k, k, { needWeights: true }).weights!;
                expectClose(scores(part(q, 2), k), part(whole, 2).read(), 1e-5, 1);
                expectClose(scores(q, part(k, 2)), part(whole, 3).read(), 1e-5, 1);
              });
            }
            if (few === n) return;
            expect(() => attend(slice(q, 2, 0, few), k, k)).toThrow(ShapeError);
            expect(() => attend(slice(q, 2, 0, few), k, k)).toThrow("{ align: 'end' }");
          });
        });
      }));

    it('gives the same fused and with weights, forward and backward, causal and padded too', () =>
      check(
        fc.record({ L: length, S: length, seed: fc.nat(), pattern: fc.constantFrom(undefined, 'causal') }),
        ({ L, S, seed, pattern }) =>
          withAttention({ align: 'end', pattern: pattern && causal({ align: 'end' }) }, (attend) => {
            const rng = new Rng(seed);
            const inputs = randomInputs(L, S, rng);
            const options = { lengths: [1 + rng.integer(S), S] };
            const g = randomNormal([B, H, L, Ev], rng);
            const [plain, fused] = [true, false].map((needWeights) =>
              runBoth(attend, inputs, g, { ...options, needWeights }),
            );
            expectClose(fused.output, plain.output.read(), 3e-6, 1);
            for (const [n, gradient] of fused.gradients.entries())
              expectClose(gradient, plain.gradients[n].read(), 5e-6, Math.sqrt(L * H * B));
            const [q, k] = inputs;
            expectClose(attentionMap(attend, q, k, options), plain.weights!.read(), 3e-6, 1);
          }),
      ));

    it('has the gradients of its definition, by either way', () =>
      withAttention({ align: 'end', pattern: causal({ align: 'end' }) }, (attend) => {
        for (const needWeights of [false, true]) {
          const run = (q: Tensor, k: Tensor, v: Tensor) =>
            attend(q, k, v, { lengths: [5, 7], needWeights }).output;
          const inputs = randomInputs(5, 7, new Rng(3));
          checkGradients(run, inputs);
          for (const module of attend.modules) checkParameters(module, () => run(...inputs));
        }
      }));

    it('keeps the rows of a batch apart', () =>
      withAttention({}, (attend) => {
        const inputs = randomInputs(7, 7, new Rng(4));
        const options = { lengths: [4, 7] };
        const both = attend(...inputs, options).output;
        for (let b = 0; b < B; b++) {
          const alone = inputs.map((x) => slice(x, 0, b, b + 1)) as [Tensor, Tensor, Tensor];
          const { output } = attend(...alone, { lengths: [options.lengths[b]] });
          expectClose(output, slice(both, 0, b, b + 1).read(), 3e-6);
        }
      }));

    it('takes empty sequences', () =>
      withAttention({ align: 'end' }, (attend) => {
        for (const [L, S] of [
          [0, 5],
          [5, 0],
          [0, 0],
        ]) {
          for (const needWeights of [true, false]) {
            const { output } = attend(...randomInputs(L, S, new Rng(6)), { needWeights });
            expect(output.shape).toEqual([B, H, L, Ev]);
            expect(output.read().every((x) => x === 0)).toBe(true);
          }
        }
      }));

    it('decodes with a cache what it computes of all positions at once', () =>
      check(
        fc.tuple(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }), fc.nat()),
        ([parts, seed]) => {
          const rng = new Rng(seed);
          const mechanism = attention({
            score: scaledDot(),
            normalizer: softmax(),
            pattern: causal({ align: 'end' }),
            positions: make({ numHeads: H, headDim: E, align: 'end', rng }),
          });
          const layer = new MultiHeadAttention({ embedDim: H * E, numHeads: H, mechanism, rng });
          const kvCache = new KVCache({ capacity: 2 });
          tidy(() => {
            const x = randomNormal([B, parts.reduce((sum, n) => sum + n), H * E], rng);
            const whole = layer.forward(x, x, x).output;
            for (const n of parts) {
              const from = kvCache.length;
              const part = slice(x, 1, from, from + n);
              const { output } = layer.forward(part, part, part, { kvCache });
              expectClose(output, slice(whole, 1, from, from + n).read(), 5e-6);
            }
          });
          kvCache.dispose();
          layer.dispose();
        },
      ));
  });
}

const length = fc.constantFrom(1, 2, 5, 7, 13, 31, 67);

/** All but those two that keep every distance: no change, and the reverse. */
const anyPermutation = fc
  .integer({ min: 4, max: 9 })
  .chain((n) => {
    const order = Array.from({ length: n }, (_, i) => i);
    return fc.shuffledSubarray(order, { minLength: n, maxLength: n });
  })
  .filter((order) => order.some((place, i) => i > 0 && Math.abs(place - order[i - 1]) !== 1))
  .chain((order) => fc.record({ order: fc.constant(order), seed: fc.nat() }));

/** How far attention to itself, of x [B, H, L, E] permuted, is from its output permuted. */
export function permutationError(attend: Mechanism, x: Tensor, order: readonly number[]): number {
  return tidy(() => {
    const rearranged = (y: Tensor) => permute(selectRows(permute(y, [2, 0, 1, 3]), order), [1, 2, 0, 3]);
    const [moved, { output }] = [copy(rearranged(x)), attend(x, x, x)];
    return relativeError(attend(moved, moved, moved).output.read(), rearranged(output).read());
  });
}

/** How much neighbours on a diagonal of matrices [..., n, n] differ. */
export function toeplitzError(matrices: Tensor): number {
  return tidy(() => {
    const n = matrices.shape[matrices.rank - 1];
    const part = (from: number) => slice(slice(matrices, -1, from, from + n - 1), -2, from, from + n - 1);
    return relativeError(part(1).read(), part(0).read());
  });
}

function randomInputs(L: number, S: number, rng: Rng): [Tensor, Tensor, Tensor] {
  return [randomNormal([B, H, L, E], rng), randomNormal([B, H, S, E], rng), randomNormal([B, H, S, Ev], rng)];
}

function runBoth(
  attend: Mechanism,
  inputs: readonly Tensor[],
  g: Tensor,
  options: { lengths: number[]; needWeights: boolean },
) {
  const parameters = attend.modules.flatMap((module) => module.parameters());
  const [q, k, v] = inputs.map((x) => requireGrad(copy(x)));
  const { output, weights } = attend(q, k, v, options);
  backward(output, g);
  const gradients = [q, k, v, ...parameters].map((leaf) => copy(leaf.grad!));
  for (const parameter of parameters) forgetGradient(parameter);
  return { output, weights, gradients };
}

function forgetGradient(parameter: Tensor): void {
  parameter.grad?.dispose();
  parameter.grad = null;
}

/** Compares the gradients of parameters with central differences, as `checkGradients` does for inputs. */
function checkParameters(module: Module, run: () => Tensor): void {
  for (const parameter of module.parameters()) {
    forgetGradient(parameter);
    const values = parameter.read() as Float32Array;
    const set = (x: Float32Array) => tidy(() => copyInto(parameter, tensor(x, { shape: parameter.shape })));
    const g = tidy(() => randomNormal(run().shape, new Rng(5)).read()) as Float32Array;
    const project = (x: Float32Array): number => {
      set(x);
      return tidy(() => (run().read() as Float32Array).reduce((sum, y, i) => sum + y * g[i], 0));
    };
    tidy(() => {
      const output = run();
      backward(output, tensor(g, { shape: output.shape }));
    });
    const step = 1e-2;
    const numeric = values.map((value, i) => {
      const at = (delta: number) => project(values.with(i, value + delta));
      return (at(step) - at(-step)) / (2 * step);
    });
    set(values);
    expect(relativeError(parameter.grad!.read(), numeric)).toBeLessThan(1e-3);
    forgetGradient(parameter);
  }
}
