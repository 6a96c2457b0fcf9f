import { describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismContext } from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import {
  backward,
  layerNorm,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  slice,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import {
  attention,
  attentionMap,
  causal as causalPattern,
  defineMechanism,
  type Mechanism,
  MultiHeadAttention,
  type RoutingOptions,
  routing,
  scaledDot,
  softmax,
} from '../../index.ts';

/** Exact attention of normalised queries and keys. */
function normalisedExact(causal = false): Mechanism {
  const parts = { score: scaledDot(), normalizer: softmax() };
  const exact = attention(causal ? { ...parts, pattern: causalPattern() } : parts);
  return defineMechanism({
    name: 'normalised',
    attend: ({ query, key, value, lengths, mask }) => ({
      output: exact(layerNorm(query), layerNorm(key), value, { lengths, mask }).output,
    }),
    cost: (shape) => exact.cost(shape),
  });
}

const make = (options: RoutingOptions) => (context: MechanismContext) => routing(options).build(context);

describeMechanism('routing', {
  L: 13,
  S: 13,
  rowSum: null,
  gradientStep: 1e-3,
  make: make({ numClusters: 4 }),
  makeCausal: make({ numClusters: 4, causal: true }),
  limit: { make: make({ numClusters: 1 }), exact: () => normalisedExact() },
});
describeMechanism('causal routing', {
  L: 13,
  S: 13,
  gradientStep: 1e-3,
  make: make({ numClusters: 3, causal: true }),
  makeCausal: make({ numClusters: 3, causal: true }),
  limit: { make: make({ numClusters: 1, causal: true }), exact: () => normalisedExact(true), L: 131, S: 131 },
});

const [B, H, E, Ev] = [2, 3, 5, 7];
const sizes = (seed: number) => ({ numHeads: H, headDim: E, rng: new Rng(seed) });

function inputs(L: number, seed = 1): [Tensor, Tensor, Tensor] {
  const rng = new Rng(seed);
  return [E, E, Ev].map((size) => randomNormal([B, H, L, size], rng)) as [Tensor, Tensor, Tensor];
}

function withMechanism(mechanism: Mechanism, body: (mechanism: Mechanism, centroids: Tensor) => void): void {
  const [module] = mechanism.modules;
  tidy(() => body(mechanism, module.stateDict().get('centroids')!));
  module.dispose();
}

/** Rows of E elements, layer-normed. */
function rowsOf(x: Tensor): number[][] {
  const values = layerNorm(x).read();
  return Array.from({ length: values.length / E }, (_, i) => Array.from(values.subarray(i * E, (i + 1) * E)));
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, e) => sum + x * b[e], 0);

describe('routing', () => {
  expectNoLeaks();

  it('attends within clusters and averages over those that a position is in, by its definition', () => {
    const [L, k] = [31, 4];
    const w = Math.ceil(L / k);
    withMechanism(routing({ numClusters: k }).build(sizes(2)), (mechanism, centroids) => {
      const [q, key] = inputs(L);
      const map = attentionMap(mechanism, q, key).read();
      const [queries, keys] = [rowsOf(q), rowsOf(key)];
      const directions = centroids.read();
      for (let head = 0; head < B * H; head++) {
        const all = Array.from({ length: L }, (_, i) => i);
        const sum = all.map(() => new Float64Array(L));
        const times = all.map(() => 0);
        for (let c = 0; c < k; c++) {
          const at = ((head % H) * k + c) * E;
          const most = (rows: number[][]) => {
            const like = all.map((i) => dot(directions.subarray(at, at + E), rows[head * L + i]));
            return [...all].sort((i, j) => like[j] - like[i]).slice(0, w);
          };
          const members = most(keys);
          for (const i of most(queries)) {
            const weights = members.map((j) =>
              Math.exp(dot(queries[head * L + i], keys[head * L + j]) / Math.sqrt(E)),
            );
            const total = weights.reduce((a, b) => a + b, 0);
            times[i]++;
            members.forEach((j, n) => {
              sum[i][j] += weights[n] / total;
            });
          }
        }
        const expected = sum.flatMap((row, i) => Array.from(row, (x) => x / Math.max(1, times[i])));
        const found = tensor(map.slice(head * L * L, (head + 1) * L * L));
        expectClose(found, expected);
        expect(times.some((n) => n === 0) || times.every((n) => n === 1)).toBe(true);
      }
    });
  });

  it('honours masks of keys, and in the causal form any', () => {
    const L = 40;
    for (const causal of [false, true]) {
      withMechanism(routing({ numClusters: 1, causal }).build(sizes(3)), (one) => {
        const args = inputs(L);
        const mask = tensor(
          Uint8Array.from({ length: B * L }, (_, j) => (j % 3 === 0 ? 1 : 0)),
          { shape: [B, 1, 1, L] },
        );
        expectClose(
          one(...args, { mask, lengths: [L, 23] }).output,
          // Padding gets nothing here.
          onlyReal(normalisedExact(causal)(...args, { mask, lengths: [L, 23] }).output, 23),
        );
        const pairs = tensor(
          Uint8Array.from({ length: L * L }, (_, at) => ((at * 7919) % 11 < 5 ? 1 : 0)),
          { shape: [L, L] },
        );
        if (causal)
          expectClose(
            one(...args, { mask: pairs }).output,
            normalisedExact(true)(...args, { mask: pairs }).output.read(),
          );
        else expect(() => one(...args, { mask: pairs })).toThrow(ValueError);
        const nobody = one(...args, { lengths: [0, 0] }).output.read();
        expect(nobody.every((y) => y === 0)).toBe(true);
      });
    }
  });

  it('moves centroids in training alone, towards what is near them, and saves them', () => {
    for (const causal of [false, true]) {
      withMechanism(
        routing({ numClusters: 2, decay: 0.9, causal }).build(sizes(4)),
        (mechanism, centroids) => {
          const [q, k, v] = inputs(20);
          const [module] = mechanism.modules;
          const before = centroids.read();
          const learn = () => mechanism(q, k, requireGrad(v.add(0)), { lengths: [20, 11] });
          mechanism(q, k, v);
          // A map may have gradients.
          attentionMap(mechanism, requireGrad(q.add(0)), requireGrad(k.add(0)));
          module.eval();
          learn();
          expect(centroids.read()).toEqual(before);
          module.train();
          const near = () => {
            const rows = rowsOf(slice(q, 0, 0, 1));
            const directions = centroids.read();
            let sum = 0;
            for (let i = 0; i < H * 20; i++) {
              const at = Math.floor(i / 20) * 2 * E;
              sum += Math.max(...[0, E].map((c) => dot(directions.subarray(at + c, at + c + E), rows[i])));
            }
            return sum;
          };
          const likeness = near();
          for (let step = 0; step < 30; step++) learn();
          expect(near()).toBeGreaterThan(1.02 * likeness);
          const after = centroids.read();
          for (let at = 0; at < after.length; at += E) {
            const one = after.subarray(at, at + E);
            expect(Math.abs(dot(one, one) - 1)).toBeLessThan(1e-5);
          }
          expect(module.parameters()).toEqual([]);
        },
      );
    }
    tidy(() => {
      const layer = new MultiHeadAttention({
        embedDim: 10,
        numHeads: 2,
        mechanism: routing({ numClusters: 3 }),
        rng: new Rng(5),
      });
      expect([...layer.namedBuffers().keys()]).toEqual(['mechanism_modules.0.centroids']);
      layer.dispose();
    });
  });

  it('gives who is padded no gradient', () => {
    withMechanism(routing({ numClusters: 3 }).build(sizes(6)), (mechanism) => {
      const leaves = inputs(40).map((x) => requireGrad(x)) as [Tensor, Tensor, Tensor];
      const { output } = mechanism(...leaves, { lengths: [0, 23] });
      backward(output.sum());
      for (const x of [output, ...leaves.map(({ grad }) => grad!)]) {
        expect(onlyReal(x, 23)).toEqual(x.read());
        expect(x.read().every(Number.isFinite)).toBe(true);
        expect(
          x
            .read()
            .subarray(0, x.size / B)
            .every((y) => y === 0),
        ).toBe(true);
      }
    });
  });

  it('says what it is not for', () => {
    expect(() => routing({ numClusters: 0 })).toThrow(ValueError);
    expect(() => routing({ numClusters: 2, decay: 2 })).toThrow('decay');
    withMechanism(routing({ numClusters: 2 }).build(sizes(7)), (mechanism) => {
      const [q] = inputs(5);
      const [, k, v] = inputs(6);
      expect(() => mechanism(q, k, v)).toThrow(ShapeError);
      const one = slice(k, 1, 0, 1);
      expect(() => mechanism(one, one, slice(v, 1, 0, 1))).toThrow('built for H = 3 heads');
    });
  });
});

/** x [B, H, L, n] with zeros from position `length` of the last sequence on. */
function onlyReal(x: Tensor, length: number): Float32Array {
  const values = x.read().slice() as Float32Array;
  const [, , L, n] = x.shape;
  for (let h = 0; h < H; h++) {
    const head = ((B - 1) * H + h) * L;
    values.fill(0, (head + length) * n, (head + L) * n);
  }
  return values;
}
