import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { memoryInfo } from '../../../runtime/index.ts';
import {
  concat,
  noGrad,
  Rng,
  randomNormal,
  ShapeError,
  selectRows,
  slice,
  type Tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import type { Mechanism, MechanismRecipe } from '../../mechanism.ts';
import { mechanismFor } from '../../mechanism.ts';
import { MultiHeadAttention } from '../../multiHeadAttention.ts';
import {
  decayGate,
  eluFeatures,
  favorFeatures,
  LinearAttentionState,
  learnedGate,
  linearAttention,
  randomFourierFeatures,
  reluFeatures,
  retention,
} from './index.ts';

const mechanisms: [string, () => Mechanism | MechanismRecipe][] = [
  ['elu', () => linearAttention({ featureMap: eluFeatures(), causal: true })],
  ['relu', () => linearAttention({ featureMap: reluFeatures(), causal: true })],
  ['FAVOR+', () => linearAttention({ featureMap: favorFeatures({ numFeatures: 37 }), causal: true })],
  [
    'random Fourier',
    () => linearAttention({ featureMap: randomFourierFeatures({ numFeatures: 61 }), causal: true }),
  ],
  ['a learned gate', () => linearAttention({ featureMap: eluFeatures(), causal: true, gate: learnedGate() })],
  [
    'FAVOR+ and decays',
    () =>
      linearAttention({ featureMap: favorFeatures({ numFeatures: 37 }), causal: true, gate: decayGate() }),
  ],
  ['retention', () => retention()],
];

describe.each(mechanisms)('the recurrent form with %s', (_, make) => {
  expectNoLeaks();

  it('gives the numbers of the other forms, however positions come in', () => {
    tidy(() => {
      const [B, H, Hk, n, E, Ev] = [2, 6, 3, 71, 5, 7];
      const mechanism = mechanismFor(make(), { numHeads: H, headDim: E, rng: new Rng(1) });
      const rng = new Rng(2);
      const q = randomNormal([B, H, n, E], rng);
      const k = randomNormal([B, Hk, n, E], rng);
      const v = randomNormal([B, Hk, n, Ev], rng);
      const whole = mechanism(q, k, v).output;
      for (const steps of [Array<number>(n).fill(1), [n], [2, 66, 1, 2]]) {
        const state = mechanism.recurrent!();
        const outputs: Tensor[] = [];
        for (const step of steps) {
          const part = (x: Tensor) => slice(x, 2, state.length, state.length + step);
          outputs.push(state.step(part(q), part(k), part(v)));
        }
        expect(state.length).toBe(n);
        expectClose(concat(outputs, 2), whole.read(), 5e-6);
        state.dispose();
      }
      for (const module of mechanism.modules) module.dispose();
    });
  });
});

describe('a LinearAttentionState', () => {
  expectNoLeaks();

  it('goes on for the sequences that are chosen, in memory that does not grow', () => {
    tidy(() => {
      const state = new LinearAttentionState(eluFeatures());
      const inputs = (seed: number) =>
        [0, 1, 2].map((i) => randomNormal([3, 2, 1, 5], new Rng(10 * seed + i)));
      const step = (seed: number, rows = [0, 1, 2]) => {
        const [q, k, v] = inputs(seed).map((x) => selectRows(x, rows));
        return tidy(() => state.step(q, k, v).read());
      };
      step(1);
      const bytes = memoryInfo().liveBytes;
      tidy(() => step(2));
      const other = new LinearAttentionState(eluFeatures());
      expect(memoryInfo().liveBytes - bytes).toBeLessThan(2000);
      state.reorder([2, 0]);
      expect(() => step(3)).toThrow(ShapeError);
      const chosen = step(3, [2, 0]);
      for (const seed of [1, 2, 3]) {
        const [q, k, v] = inputs(seed);
        if (seed === 3) expectClose(selectRows(other.step(q, k, v), [2, 0]), chosen);
        else other.step(q, k, v);
      }
      state.dispose();
      other.dispose();
    });
  });

  it('stands in for a KVCache in a layer with heads', () => {
    tidy(() =>
      noGrad(() => {
        const mechanism = linearAttention({ featureMap: eluFeatures(), causal: true });
        const layer = new MultiHeadAttention({
          embedDim: 12,
          numHeads: 4,
          numKeyValueHeads: 2,
          mechanism,
          rng: new Rng(1),
        });
        const x = randomNormal([2, 9, 12], new Rng(2));
        const headMask = randomNormal([4], new Rng(3));
        const whole = layer.forward(x, x, x, { headMask }).output;
        const kvCache = layer.startDecoding();
        expect(kvCache).toBeInstanceOf(LinearAttentionState);
        const outputs = Array.from({ length: 9 }, (_, i) => {
          const now = slice(x, 1, i, i + 1);
          return layer.forward(now, now, now, { kvCache, headMask }).output;
        });
        expectClose(concat(outputs, 1), whole.read(), 5e-6);
        expect(() => layer.forward(x, x, x, { kvCache, lengths: [3, 9] })).toThrow(ValueError);
        kvCache.dispose();
        layer.dispose();
      }),
    );
  });
});
