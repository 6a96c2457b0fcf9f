import { describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismContext } from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { TransformerEncoder } from '../../../models/index.ts';
import {
  broadcastTo,
  copyInto,
  eye,
  Rng,
  randomNormal,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import { attention, type Mechanism, scaledDot, softmax } from '../../index.ts';
import type { LengthProjection } from './lengthProjection.ts';
import { type LinformerOptions, linformer } from './linformer.ts';

const builtWith = (options: LinformerOptions) => (context: MechanismContext) =>
  linformer(options).build(context);

const projectionOf = ({ modules }: Mechanism): LengthProjection => modules[0] as LengthProjection;

/** All S keys as they are. */
function withIdentity(options: LinformerOptions) {
  return (context: MechanismContext): Mechanism => {
    const mechanism = builtWith(options)(context);
    const { key, value } = projectionOf(mechanism);
    tidy(() => {
      const identity = eye(options.maxLength).reshape([1, options.maxLength, options.maxLength]);
      for (const parameter of [key, value]) copyInto(parameter, broadcastTo(identity, parameter.shape));
    });
    return mechanism;
  };
}

for (const sharing of ['none', 'keyValue'] as const) {
  describeMechanism(`Linformer, shared: ${sharing}`, {
    make: builtWith({ maxLength: 223, rank: 7, sharing }),
    rowSum: null,
    refusesCausal: () => linformer({ maxLength: 223, rank: 7, sharing, causal: true } as LinformerOptions),
    limit: { make: withIdentity({ maxLength: 17, rank: 17, sharing }) },
  });
}

describe('Linformer', () => {
  expectNoLeaks();

  const [B, H, L, S, E, Ev, maxLength, rank] = [2, 3, 5, 11, 7, 4, 13, 6];
  const inputs = (rng: Rng): [Tensor, Tensor, Tensor] => [
    randomNormal([B, H, L, E], rng),
    randomNormal([B, H, S, E], rng),
    randomNormal([B, H, S, Ev], rng),
  ];

  it.each(['none', 'headwise', 'keyValue'] as const)('computes its formula, shared: %s', (sharing) => {
    const rng = new Rng(1);
    const mechanism = builtWith({ maxLength, rank, sharing })({ numHeads: H, headDim: E, rng });
    const projection = projectionOf(mechanism);
    expect(projection.key === projection.value).toBe(sharing === 'keyValue');
    const lengths = [11, 8];
    tidy(() => {
      const [q, k, v] = inputs(rng);
      const [x, y, z, ek, ev] = [q, k, v, projection.key, projection.value].map((t) => t.read());
      const expected: number[] = [];
      for (let b = 0; b < B; b++)
        for (let h = 0; h < H; h++) {
          const matrix = sharing === 'none' ? h : 0;
          const projected = (
            weights: ArrayLike<number>,
            from: ArrayLike<number>,
            r: number,
            e: number,
            n: number,
          ) => {
            let sum = 0;
            for (let j = 0; j < lengths[b]; j++)
              sum += weights[(matrix * rank + r) * maxLength + j] * from[((b * H + h) * S + j) * n + e];
            return sum;
          };
          for (let i = 0; i < L; i++) {
            const weights = Array.from({ length: rank }, (_, r) => {
              let score = 0;
              for (let e = 0; e < E; e++)
                score += x[((b * H + h) * L + i) * E + e] * projected(ek, y, r, e, E);
              return Math.exp(score / Math.sqrt(E));
            });
            const total = weights.reduce((a, w) => a + w, 0);
            for (let e = 0; e < Ev; e++)
              expected.push(weights.reduce((sum, w, r) => sum + (w / total) * projected(ev, z, r, e, Ev), 0));
          }
        }
      expectClose(mechanism(q, k, v, { lengths }).output, expected);
      const mask = tensor(
        Uint8Array.from({ length: B * S }, (_, n) => Number(n % S < lengths[Math.floor(n / S)])),
        { shape: [B, 1, 1, S] },
      );
      expectClose(mechanism(q, k, v, { mask }).output, expected);
    });
    projection.dispose();
  });

  it('gives zeros where there is no key', () => {
    const mechanism = builtWith({ maxLength, rank })({ numHeads: H, headDim: E, rng: new Rng(2) });
    tidy(() => {
      const { output } = mechanism(...inputs(new Rng(3)), { lengths: [S, 0] });
      expect(
        Array.from(output.read())
          .slice(H * L * Ev)
          .every((x) => x === 0),
      ).toBe(true);
    });
    projectionOf(mechanism).dispose();
  });

  it('serves grouped heads where heads share a projection', () => {
    const mechanism = withIdentity({ maxLength: S, rank: S, sharing: 'headwise' })({
      numHeads: 6,
      headDim: E,
      rng: new Rng(2),
    });
    tidy(() => {
      const [, k, v] = inputs(new Rng(3));
      const q = randomNormal([B, 6, L, E], new Rng(4));
      const exact = attention({ score: scaledDot(), normalizer: softmax() });
      expectClose(mechanism(q, k, v).output, exact(q, k, v).output.read());
    });
    projectionOf(mechanism).dispose();
  });

  it('shares a projection between layers that are given one mechanism', () => {
    const rng = new Rng(5);
    const sizes = { embedDim: 14, numHeads: 2, feedForwardDim: 11, dropout: 0, rng, numLayers: 3 };
    const recipe = linformer({ maxLength, rank });
    const apart = new TransformerEncoder({ ...sizes, mechanism: recipe });
    const mechanism = recipe.build({ numHeads: 2, headDim: 7, rng });
    const shared = new TransformerEncoder({ ...sizes, mechanism });
    const once = projectionOf(mechanism).countParameters();
    expect(once).toBe(2 * 2 * rank * maxLength);
    expect(apart.countParameters() - shared.countParameters()).toBe(2 * once);
    tidy(() => expect(shared.forward(randomNormal([B, S, 14], rng)).output.shape).toEqual([B, S, 14]));
    apart.dispose();
    shared.dispose();
  });

  it('refuses what it cannot do, with the way out', () => {
    expect(() => linformer({ maxLength: 5, rank: 7 })).toThrow(ValueError);
    expect(() => linformer({ maxLength: 5, rank: 2.5 })).toThrow(/rank must be a whole number/);
    expect(() => linformer({ maxLength: 0, rank: 1 })).toThrow(/maxLength/);
    expect(() => linformer({ maxLength: 5, rank: 2, sharing: 'layerwise' as 'none' })).toThrow(/built once/);
    const mechanism = builtWith({ maxLength: 10, rank })({ numHeads: H, headDim: E, rng: new Rng(2) });
    tidy(() => {
      const [q, k, v] = inputs(new Rng(3));
      expect(() => mechanism(q, k, v)).toThrow(ShapeError);
      expect(() => mechanism(q, k, v)).toThrow(/maxLength = 10 keys; got S = 11. Build it/);
      expect(() => mechanism.cost({ B, H, L, S, E, Ev })).toThrow(ShapeError);
      const two = (x: Tensor) => randomNormal([B, 2, 5, x.shape[3]], new Rng(1));
      expect(() => mechanism(two(q), two(k), two(v))).toThrow(/H = 3 heads; got 2/);
    });
    projectionOf(mechanism).dispose();
  });
});
