import { afterEach, describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismContext } from '../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Parameter } from '../../nn/index.ts';
import {
  backward,
  broadcastTo,
  copyInto,
  div,
  matmul,
  mul,
  Rng,
  randomNormal,
  slice,
  softmax as softmaxOf,
  sqrt,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
  ValueError,
} from '../../tensor/index.ts';
import {
  AttentionPooling,
  attention,
  type Mechanism,
  MultiHeadAttention,
  scaledDot,
  softmax,
} from '../index.ts';
import { type InducedSetOptions, type InducingPoints, inducedSet } from './inducedSet.ts';

describeMechanism('inducing points', {
  make: (context: MechanismContext) => inducedSet({ numInducing: 7 }).build(context),
  refusesCausal: () => inducedSet({ numInducing: 7, causal: true } as InducedSetOptions),
});

describe('inducing points', () => {
  expectNoLeaks();
  const [B, H, L, S, E, Ev] = [2, 3, 5, 11, 7, 4];
  const made: Mechanism[] = [];
  afterEach(() => {
    for (const { modules } of made.splice(0)) modules[0].dispose();
  });
  const build = (numInducing: number): [Mechanism, Parameter] => {
    const mechanism = inducedSet({ numInducing }).build({ numHeads: H, headDim: E, rng: new Rng(1) });
    made.push(mechanism);
    return [mechanism, (mechanism.modules[0] as InducingPoints).points];
  };
  const inputs = (): [Tensor, Tensor, Tensor] => {
    const rng = new Rng(2);
    return [
      randomNormal([B, H, L, E], rng),
      randomNormal([B, H, S, E], rng),
      randomNormal([B, H, S, Ev], rng),
    ];
  };

  it('computes its formula, of keys that are seen', () => {
    tidy(() => {
      const [mechanism, points] = build(3);
      const [q, k, v] = inputs();
      const scaled = (x: Tensor, y: Tensor): Tensor => mul(matmul(x, transpose(y)), 1 / Math.sqrt(E));
      const gather = softmaxOf(scaled(points, k));
      const spread = softmaxOf(scaled(q, matmul(gather, k)));
      expectClose(mechanism(q, k, v).output, matmul(spread, matmul(gather, v)).read());
      const mask = tensor(Uint8Array.from({ length: S }, (_, j) => Number(j < 4)));
      const { output } = mechanism(q, k, v, { mask });
      expectClose(output, mechanism(q, k, v, { lengths: [4, 4] }).output.read());
      expect(Array.from(mechanism(q, k, v, { lengths: [0, 0] }).output.read()).every((x) => x === 0)).toBe(
        true,
      );
    });
  });

  it('equals exact attention where each key has a point that sees nothing else', () => {
    tidy(() => {
      const [mechanism, points] = build(S);
      const [q, free, v] = inputs();
      const key = slice(div(free, sqrt(sum(mul(free, free), -1, true))), 0, 0, 1);
      const keys = broadcastTo(key, [B, H, S, E]);
      copyInto(points, mul(key.reshape([H, S, E]), 1000));
      const exact = attention({ score: scaledDot(), normalizer: softmax() });
      expectClose(mechanism(q, keys, v).output, exact(q, keys, v).output.read(), 1e-5);
    });
  });

  it('leaves room for a Perceiver, whose latents read an input of any length', () => {
    const rng = new Rng(3);
    const D = 6;
    const pooling = new AttentionPooling({ queryDim: D, numQueries: 4, rng });
    const latents = new Parameter([4, D]);
    const layer = new MultiHeadAttention({ embedDim: D, numHeads: 2, keyDim: 5, valueDim: 5, rng });
    tidy(() => {
      expect(pooling.forward(randomNormal([B, 997, D], rng)).output.shape).toEqual([B, 4, D]);
      const input = randomNormal([B, 997, 5], rng);
      const { output } = layer.forward(broadcastTo(latents, [B, 4, D]), input, input, { lengths: [997, 31] });
      expect(output.shape).toEqual([B, 4, D]);
      backward(output.sum());
      expect(latents.grad!.shape).toEqual([4, D]);
    });
    for (const part of [pooling, latents, layer]) part.dispose();
  });

  it('refuses what it cannot do', () => {
    expect(() => inducedSet({ numInducing: 0 })).toThrow(ValueError);
    tidy(() => {
      const [mechanism] = build(3);
      const [q, k, v] = inputs();
      const two = (x: Tensor): Tensor => randomNormal([B, 2, ...x.shape.slice(2)], new Rng(1));
      expect(() => mechanism(two(q), two(k), two(v))).toThrow(
        /built for H = 3 heads of size E = 7; got H = 2/,
      );
      const mask = tensor(new Uint8Array(L * S).fill(1), { shape: [L, S] });
      expect(() => mechanism(q, k, v, { mask })).toThrow(/same for all queries/);
    });
  });
});
