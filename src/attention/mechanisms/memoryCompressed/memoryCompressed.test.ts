import { afterEach, describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismContext } from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { checkParameterGradients } from '../../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { referenceAttention } from '../../../../test/support/referenceAttention.ts';
import { init } from '../../../nn/index.ts';
import {
  Rng,
  randomNormal,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import { attention, causal, type Mechanism, scaledDot, softmax } from '../../index.ts';
import type { KeyCompression } from './keyCompression.ts';
import { type MemoryCompressedOptions, memoryCompressed } from './memoryCompressed.ts';

const builtWith = (options: MemoryCompressedOptions) => (context: MechanismContext) =>
  memoryCompressed(options).build(context);

for (const options of [{ factor: 3 }, { factor: 2, kernelSize: 5 }]) {
  const name = `compressed memory, ${JSON.stringify(options)}`;
  const makeCausal = builtWith({ ...options, causal: true });
  describeMechanism(name, {
    make: builtWith(options),
    makeCausal,
    rowSum: null,
    limit: { make: builtWith({ factor: 1 }) },
  });
  describeMechanism(`${name}, causal`, {
    ...{ make: makeCausal, makeCausal, L: 13, S: 13, rowSum: null },
    limit: {
      make: builtWith({ factor: 1, causal: true }),
      exact: () => attention({ score: scaledDot(), normalizer: softmax(), pattern: causal() }),
    },
  });
}

const [B, H, E, Ev] = [2, 3, 5, 4];
type Cell = (b: number, h: number, j: number, e: number) => number;

const cells = (x: Tensor): Cell => {
  const [data, [, H, n, E]] = [x.read(), x.shape];
  return (b, h, j, e) => (j < n ? data[((b * H + h) * n + j) * E + e] : 0);
};

/** [B, H, n, E] of what is said of each cell, as the reference reads it. */
const filled = (n: number, E: number, cell: Cell) => ({
  shape: [B, H, n, E],
  read: () =>
    Float64Array.from({ length: B * H * n * E }, (_, at) =>
      cell(Math.floor(at / (H * n * E)), Math.floor(at / (n * E)) % H, Math.floor(at / E) % n, at % E),
    ),
});

describe('compressed memory', () => {
  expectNoLeaks();
  const made: Mechanism[] = [];
  afterEach(() => {
    for (const { modules } of made.splice(0)) modules[0].dispose();
  });
  const build = (options: MemoryCompressedOptions, numHeads = H): Mechanism => {
    const mechanism = builtWith(options)({ numHeads, headDim: E, rng: new Rng(1) });
    made.push(mechanism);
    return mechanism;
  };
  const inputs = (L: number, S: number): [Tensor, Tensor, Tensor] => {
    const rng = new Rng(2);
    return [
      randomNormal([B, H, L, E], rng),
      randomNormal([B, H, S, E], rng),
      randomNormal([B, H, S, Ev], rng),
    ];
  };
  const visibleIn =
    (S: number): ((b: number, j: number) => boolean) =>
    (b, j) =>
      j < (b === 0 ? S : S - 4) && j !== 2;

  it.each([
    { factor: 3, L: 7, S: 11 },
    { factor: 2, kernelSize: 5, L: 7, S: 11 },
    { factor: 3, L: 11, S: 11, causal: true },
    { factor: 2, kernelSize: 5, L: 11, S: 11, causal: true },
  ])('computes its formula: %j', ({ L, S, ...options }) => {
    const { factor, kernelSize: K = factor, causal = false } = options as MemoryCompressedOptions;
    const mechanism = build(options);
    const { key: weights, value: taps } = mechanism.modules[0] as KeyCompression;
    for (const parameter of [weights, taps]) init.normal({ rng: new Rng(3) })(parameter);
    tidy(() => {
      const [q, k, v] = inputs(L, S);
      const [keyAt, valueAt, w, u] = [cells(k), cells(v), weights.read(), taps.read()];
      const visible = visibleIn(S);
      const seen =
        (x: Cell): Cell =>
        (b, h, j, e) =>
          j < S && visible(b, j) ? x(b, h, j, e) : 0;
      const count = Math.ceil(S / factor);
      const window = (b: number, t: number) =>
        Array.from({ length: K }, (_, c) => c).filter(
          (c) => visible(b, t * factor + c) && t * factor + c < S,
        );
      const key: Cell = (b, h, t, e) => {
        if (t >= count) return seen(keyAt)(b, h, t - count, e);
        let sum = 0;
        for (const c of window(b, t))
          for (let from = 0; from < E; from++)
            sum += keyAt(b, h, t * factor + c, from) * w[((h * K + c) * E + from) * E + e];
        return sum;
      };
      const value: Cell = (b, h, t, e) =>
        t >= count
          ? seen(valueAt)(b, h, t - count, e)
          : window(b, t).reduce((sum, c) => sum + u[h * K + c] * valueAt(b, h, t * factor + c, e), 0);
      const n = causal ? count + S : count;
      const windowsOf = (i: number) =>
        Math.max(0, Math.min(Math.floor(i / factor), Math.floor((i - K + 1) / factor) + 1));
      const { out } = referenceAttention(
        { q, k: filled(n, E, key), v: filled(n, Ev, value), g: filled(L, Ev, () => 0) },
        (b, _, i, t) => {
          if (t < count) return window(b, t).length > 0 && (!causal || t < windowsOf(i));
          return visible(b, t - count) && t - count <= i && t - count >= windowsOf(i) * factor;
        },
      );
      const hidden = tensor(Uint8Array.from({ length: S }, (_, j) => Number(j !== 2)));
      expectClose(mechanism(q, k, v, { lengths: [S, S - 4], mask: hidden }).output, out, 5e-6);
    });
  });

  it('honours lengths as it does a mask, in all that is real', () => {
    tidy(() => {
      for (const options of [{ factor: 3 }, { factor: 3, kernelSize: 4, causal: true }]) {
        const mechanism = build(options);
        const args = inputs(13, 13);
        const real = tensor(
          Uint8Array.from({ length: B * 13 }, (_, n) => Number(n % 13 < (n < 13 ? 13 : 7))),
          {
            shape: [B, 1, 1, 13],
          },
        );
        const run = (given: object): number[] => {
          const data = Array.from(mechanism(...args, given).output.read());
          return data.filter((_, n) => n < H * 13 * Ev || Math.floor(n / Ev) % 13 < 7);
        };
        expectClose(tensor(run({ lengths: [13, 7] })), run({ mask: real }));
      }
    });
  });

  it('has its gradients with a mask, those of its parameters among them', () => {
    tidy(() => {
      const mask = tensor(Uint8Array.of(1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1));
      for (const options of [{ factor: 3 }, { factor: 3, kernelSize: 4, causal: true }]) {
        const mechanism = build(options);
        const args = inputs(11, 11);
        checkParameterGradients(() => mechanism(...args, { mask }).output, mechanism.modules[0].parameters());
      }
    });
  });

  it('is a mean of windows in the beginning, whose rows sum to 1 where windows are whole', () => {
    tidy(() => {
      const [q, k] = inputs(7, 12);
      const ones = tensor(new Float32Array(B * H * 12 * Ev).fill(1), { shape: [B, H, 12, Ev] });
      expectClose(build({ factor: 4 })(q, k, ones).output, new Float32Array(B * H * 7 * Ev).fill(1));
    });
  });

  it('refuses what it cannot do', () => {
    expect(() => memoryCompressed({ factor: 0 })).toThrow(ValueError);
    expect(() => memoryCompressed({ factor: 3, kernelSize: 2 })).toThrow(/leaves keys out/);
    tidy(() => {
      const one = build({ factor: 3, causal: true });
      expect(() => one(...inputs(5, 7))).toThrow(ShapeError);
      expect(() => one(...inputs(5, 7))).toThrow(/L must be S; got L = 5 and S = 7/);
      expect(() => build({ factor: 3 }, 2)(...inputs(5, 7))).toThrow(/built for H = 2 heads/);
      const pairwise = tensor(new Uint8Array(35).fill(1), { shape: [5, 7] });
      expect(() => build({ factor: 3 })(...inputs(5, 7), { mask: pairwise })).toThrow(/same for all queries/);
    });
  });
});
