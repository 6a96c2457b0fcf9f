import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeMechanism } from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { referenceFeatures } from '../../../../test/support/referenceLinearAttention.ts';
import { measurePeak } from '../../../runtime/index.ts';
import {
  backward,
  concat,
  copyInto,
  mul,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  selectRows,
  slice,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../../../tensor/index.ts';
import type { Mechanism, MechanismRecipe, MechanismSizes } from '../../mechanism.ts';
import { mechanismFor } from '../../mechanism.ts';
import { repeatHeads } from '../../repeatHeads.ts';
import {
  decayGate,
  eluFeatures,
  favorFeatures,
  type Gate,
  type GateWeights,
  learnedGate,
  linearAttention,
  retention,
  softmaxFeatures,
} from './index.ts';

const gated = (): MechanismRecipe =>
  linearAttention({ featureMap: eluFeatures(), causal: true, gate: learnedGate() });
const fading = (decays?: readonly number[]): Mechanism =>
  linearAttention({ featureMap: eluFeatures(), causal: true, gate: decayGate({ decays }) });

const causalOnly = (make: (sizes: MechanismSizes) => Mechanism) => ({ make, makeCausal: make, L: 13, S: 13 });

describeMechanism('linear attention with a learned gate', {
  ...causalOnly((sizes) => gated().build(sizes)),
});

describeMechanism('FAVOR+ with a learned gate', {
  ...causalOnly((sizes) =>
    linearAttention({
      featureMap: favorFeatures({ numFeatures: 23 }),
      causal: true,
      gate: learnedGate({ bias: -1 }),
    }).build(sizes),
  ),
});

describeMechanism('linear attention with decays', {
  ...causalOnly(() => fading()),
  limit: {
    make: ({ numHeads }) => fading(new Array(numHeads).fill(1)),
    exact: () => linearAttention({ featureMap: eluFeatures(), causal: true }),
    L: 131,
    S: 131,
  },
});

describeMechanism('retention', { ...causalOnly(() => retention()), rowSum: null });

interface Recurrence {
  readonly feature: (x: number) => number;
  /** g and a at a position of a head. */
  readonly gate: (b: number, h: number, t: number) => readonly [g: number, a: number];
  readonly divide: boolean;
}

/** S_t = g_t S_{t-1} + a_t phi(k_t) v_tᵀ, one position after the other, in float64. */
function recurrence(q: Tensor, k: Tensor, v: Tensor, { feature, gate, divide }: Recurrence): Float64Array {
  const [B, H, L, F] = q.shape;
  const Ev = v.shape[3];
  const [x, y, z] = [q, k, v].map((t) => Float64Array.from(t.read()));
  const out = new Float64Array(B * H * L * Ev);
  for (let head = 0; head < B * H; head++) {
    const sums = new Float64Array(F * Ev);
    const totals = new Float64Array(F);
    for (let t = 0; t < L; t++) {
      const row = head * L + t;
      const [g, a] = gate(Math.floor(head / H), head % H, t);
      let total = 0;
      for (let f = 0; f < F; f++) {
        const added = a * feature(y[row * F + f]);
        totals[f] = g * totals[f] + added;
        total += feature(x[row * F + f]) * totals[f];
        for (let e = 0; e < Ev; e++) {
          sums[f * Ev + e] = g * sums[f * Ev + e] + added * z[row * Ev + e];
          out[row * Ev + e] += feature(x[row * F + f]) * sums[f * Ev + e];
        }
      }
      if (!divide || total === 0) continue;
      for (let e = 0; e < Ev; e++) out[row * Ev + e] /= total;
    }
  }
  return out;
}

/** g of a learned gate, in float64, and 1 - g. */
function learnedGates(key: Tensor, [weights]: Mechanism['modules']): Recurrence['gate'] {
  const [, H, S, E] = key.shape;
  const { weight, bias } = weights as GateWeights;
  const [x, w, b] = [key, weight, bias].map((t) => t.read());
  return (sequence, h, t) => {
    let logit = b[h];
    for (let e = 0; e < E; e++) logit += w[h * E + e] * x[((sequence * H + h) * S + t) * E + e];
    return [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit))];
  };
}

const [B, H, E, Ev] = [2, 3, 5, 7];
const inputs = (L: number, seed: number): [Tensor, Tensor, Tensor] => {
  const rng = new Rng(seed);
  return [randomNormal([B, H, L, E], rng), randomNormal([B, H, L, E], rng), randomNormal([B, H, L, Ev], rng)];
};
const someLength = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(128, 129, 193));
const elu = referenceFeatures.elu.of;

/** Builds it for the heads here, and frees what it learned. */
function using(recipe: Mechanism | MechanismRecipe, body: (mechanism: Mechanism) => void): void {
  const mechanism = mechanismFor(recipe, { numHeads: H, headDim: E, rng: new Rng(1) });
  body(mechanism);
  for (const module of mechanism.modules) module.dispose();
}

describe('gated linear attention', () => {
  expectNoLeaks();

  it('equals its recurrence, at any length', () => {
    fc.assert(
      fc.property(someLength, fc.nat(), (L, seed) => {
        tidy(() => {
          const [q, k, v] = inputs(L, seed);
          using(gated(), (mechanism) => {
            const gate = learnedGates(k, mechanism.modules);
            expectClose(
              mechanism(q, k, v).output,
              recurrence(q, k, v, { feature: elu, gate, divide: true }),
              3e-6,
            );
          });
          const decays = [0.5, 0.99, 1];
          expectClose(
            fading(decays)(q, k, v).output,
            recurrence(q, k, v, { feature: elu, gate: (_b, h) => [decays[h], 1], divide: true }),
            3e-6,
          );
          expectClose(
            retention()(q, k, v).output,
            recurrence(mul(q, E ** -0.5), k, v, {
              feature: (x) => x,
              gate: (_b, h) => [1 - 2 ** (-5 - h), 1],
              divide: false,
            }),
            3e-6,
          );
        });
      }),
      { numRuns: 25 },
    );
  });

  it('stays exact and finite where gates are nearly 0 or 1', () => {
    tidy(() => {
      const [q, k, v] = inputs(150, 3).map((x) => requireGrad(x.view()));
      using(gated(), (mechanism) => {
        const { weight } = mechanism.modules[0] as GateWeights;
        copyInto(weight, mul(weight, 60));
        const { output } = mechanism(q, k, v);
        const gate = learnedGates(k, mechanism.modules);
        expectClose(output, recurrence(q, k, v, { feature: elu, gate, divide: true }), 1e-4);
        backward(output.sum());
        for (const x of [q, k, v, weight]) expect(x.grad!.read().every(Number.isFinite)).toBe(true);
      });
    });
  });

  it('leaves out keys that a mask hides, as though they were not there', () => {
    tidy(() => {
      const L = 141;
      const [q, k, v] = inputs(L, 4);
      const kept = Array.from({ length: L }, (_, t) => t).filter((t) => t === 0 || t % 3 !== 1);
      const present = Uint8Array.from({ length: L }, (_, t) => Number(kept.includes(t)));
      const mask = tensor(present, { shape: [L] });
      const only = (x: Tensor): Tensor => selectRows(x.transpose(0, 2), kept).transpose(0, 2);
      const hidden = tensor(
        k.read().map((x, i) => (present[Math.floor(i / E) % L] ? x : Number.NaN)),
        { shape: k.shape },
      );
      using(gated(), (mechanism) => {
        const expected = mechanism(only(q), only(k), only(v)).output;
        expectClose(only(mechanism(q, hidden, v, { mask }).output), expected.read(), 3e-6);
      });
    });
  });

  it('lets time pass with hidden keys where decays are fixed', () => {
    tidy(() => {
      const L = 90;
      const [q, k, v] = inputs(L, 5);
      const mask = tensor(
        Uint8Array.from({ length: L }, (_, t) => Number(t % 4 > 0)),
        { shape: [L] },
      );
      const gate: Recurrence['gate'] = (_b, h, t) => [1 - 2 ** (-5 - h), Number(t % 4 > 0)];
      const reference = recurrence(q, k, v, { feature: elu, gate, divide: true });
      const { output } = fading()(q, k, v, { mask, lengths: [L, 61] });
      const real = (x: Tensor): Tensor =>
        concat(
          [slice(x, 0, 0, 1), slice(x, 0, 1, 2)].map((x, b) => slice(x, 2, 0, b === 0 ? L : 61)),
          2,
        );
      expectClose(real(output), real(tensor(Float32Array.from(reference), { shape: v.shape })).read(), 3e-6);
      expect(
        slice(output, 2, 0, 1)
          .read()
          .every((x) => x === 0),
      ).toBe(true);
    });
  });

  it('serves several heads with one of keys, each with its own gate', () => {
    tidy(() => {
      const [q] = inputs(71, 6);
      const [k, v] = inputs(71, 7)
        .slice(1)
        .map((x) => slice(x, 1, 0, 1));
      for (const recipe of [gated(), fading([0.5, 0.9, 1])])
        using(recipe, (mechanism) => {
          const [allKeys, allValues] = [k, v].map((x) => repeatHeads(x, H));
          expectClose(mechanism(q, k, v).output, mechanism(q, allKeys, allValues).output.read());
        });
    });
  });

  it('takes memory linear in length, forward and backward', () => {
    const peak = (L: number): number =>
      tidy(() => {
        const [q, k, v] = inputs(L, 8).map((x) => requireGrad(x.view()));
        let bytes = 0;
        using(gated(), (mechanism) => {
          bytes = measurePeak(() => tidy(() => backward(mechanism(q, k, v).output.sum()))).peakBytes;
        });
        return bytes;
      });
    expect(peak(1024) / peak(512)).toBeLessThan(2.1);
  });

  it('takes sequences of nothing', () => {
    tidy(() => {
      const [q, k, v] = inputs(0, 11);
      for (const recipe of [gated(), fading(), retention()])
        using(recipe, (mechanism) => expect(mechanism(q, k, v).output.shape).toEqual([B, H, 0, Ev]));
    });
  });

  it('says what there is not', () => {
    tidy(() => {
      const featureMap = eluFeatures();
      const asked = { featureMap, gate: decayGate() };
      expect(() => linearAttention(asked)).toThrow(ValueError);
      expect(() => linearAttention(asked)).toThrow('causal: true');
      expect(() => retention({ causal: false } as object)).toThrow('causal');
      expect(() =>
        linearAttention({ featureMap: softmaxFeatures(), causal: true, gate: decayGate() }),
      ).toThrow('no causal form');
      for (const decay of [0, -1, 1.5, Number.NaN])
        expect(() => decayGate({ decays: [decay] })).toThrow(ValueError);
      const [q, k, v] = inputs(4, 9);
      expect(() => fading([0.5, 0.5])(q, k, v)).toThrow('each of H = 3 heads');
      expect(() => fading()(q, slice(k, 2, 0, 3), slice(v, 2, 0, 3))).toThrow(ShapeError);
      expect(() => fading().cost({ B, H, L: 4, S: 3, E, Ev })).toThrow('got L = 4 and S = 3');
      const mask = tensor(new Uint8Array(16).fill(1), { shape: [4, 4] });
      expect(() => fading()(q, k, v, { mask })).toThrow('the same for all queries');
      using(gated(), (mechanism) => {
        expect(() => mechanism(zeros([1, 2, 4, E]), zeros([1, 2, 4, E]), zeros([1, 2, 4, 1]))).toThrow(
          'was built for H = 3',
        );
      });
    });
  });

  it('takes gates that others make', () => {
    tidy(() => {
      const [q, k, v] = inputs(10, 10);
      const everySecond: Gate = {
        name: 'everySecond',
        constant: false,
        values: (key) => ({
          logs: tensor(
            Float32Array.from({ length: B * H * 10 }, (_, i) => (i % 2 === 0 ? -1 : 0)),
            { shape: [...key.shape.slice(0, 3), 1] },
          ),
          share: null,
        }),
        cost: () => ({ multiplyAdds: 0, bytes: 0 }),
      };
      const mechanism = linearAttention({ featureMap: eluFeatures(), causal: true, gate: everySecond });
      expect(mechanism.mechanism).toBe('linear/elu/everySecond');
      const gate: Recurrence['gate'] = (_b, _h, t) => [t % 2 === 0 ? Math.exp(-1) : 1, 1];
      expectClose(mechanism(q, k, v).output, recurrence(q, k, v, { feature: elu, gate, divide: true }));
    });
  });
});
