import { describe, expect, it } from 'vitest';
import { describeMechanism } from '../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  concat,
  greater,
  matmul,
  mul,
  Rng,
  randomNormal,
  randomUniform,
  ShapeError,
  slice,
  softmax as softmaxOf,
  type Tensor,
  tensor,
  tidy,
  transpose,
  ValueError,
} from '../../tensor/index.ts';
import { attentionMap, defineMechanism, globalTokens, type MechanismSizes } from '../index.ts';
import type { GlobalTokens } from './globalTokens.ts';

const make = (count: number, window: number) => (sizes: MechanismSizes) =>
  globalTokens({ count, window }).build(sizes);
const refusesCausal = () => globalTokens({ count: 1, window: 3, ...{ causal: true } });
const scaled = (q: Tensor, k: Tensor) => mul(matmul(q, transpose(k)), 1 / Math.sqrt(q.shape[3]));

describeMechanism('global tokens', {
  L: 13,
  S: 13,
  make: make(2, 3),
  refusesCausal,
  limit: {
    // As wide as the sequence, against the formula written out.
    make: make(3, 13),
    exact: (sizes) => {
      const built = make(3, 13)(sizes);
      const { query: u, key: t } = built.modules[0] as GlobalTokens;
      return defineMechanism({
        ...{ name: 'written out', modules: built.modules, cost: built.cost },
        attend({ query, key, value }) {
          const [B, , , E] = query.shape;
          const [H, G] = u.shape;
          const [asked, found] = [u, t].map((x) => x.reshape([1, H, G, E]));
          const copies = (x: Tensor) =>
            concat(
              Array.from({ length: B }, () => x),
              0,
            );
          const gathered = matmul(softmaxOf(scaled(copies(asked), key), -1), value);
          const weights = softmaxOf(scaled(query, concat([copies(found), key], 2)), -1);
          return { output: matmul(weights, concat([gathered, value], 2)) };
        },
      });
    },
  },
});

describe('globalTokens', () => {
  expectNoLeaks();
  const [H, E, L] = [3, 5, 29];
  const built = (count: number, window: number) =>
    globalTokens({ count, window }).build({ numHeads: H, headDim: E, rng: new Rng(1) });

  it('takes any two positions together, and what is near by itself', () => {
    tidy(() => {
      const mechanism = built(1, 2);
      const [q, k] = [1, 2].map((seed) => randomNormal([1, H, L, E], new Rng(seed)));
      const map = attentionMap(mechanism, q, k).read();
      expect(map.every((weight) => weight > 0)).toBe(true);
      // What is far comes as the token has mixed it, the same for all queries but for how much of it.
      const at = (i: number, j: number) => map[i * L + j];
      for (const i of [1, 7, 28]) {
        for (const j of [15, 20]) {
          expect(at(i, j) / at(i, 11)).toBeCloseTo(at(0, j) / at(0, 11), 4);
        }
      }
      expect(at(7, 8) / at(7, 11)).not.toBeCloseTo(at(0, 8) / at(0, 11), 2);
      for (const module of mechanism.modules) module.dispose();
    });
  });

  it('hides keys by a mask, as by lengths, from tokens and positions', () => {
    tidy(() => {
      const mechanism = built(2, 4);
      const [q, k, v] = [1, 2, 3].map((seed) => randomNormal([2, H, L, E], new Rng(seed)));
      const lengths = [L, 11];
      const real = Uint8Array.from({ length: 2 * L }, (_, n) => Number(n % L < lengths[Math.floor(n / L)]));
      const mask = tensor(real, { shape: [2, 1, 1, L] });
      const expected = mechanism(q, k, v, { lengths }).output;
      expectClose(mechanism(q, k, v, { mask }).output, expected.read());
      const both = mechanism(q, k, v, { mask, lengths: [L - 3, L] }).output;
      expectClose(slice(both, 0, 1, 2), slice(expected, 0, 1, 2).read());
      const none = mechanism(q, k, v, { lengths: [0, L] }).output;
      expect(
        slice(none, 0, 0, 1)
          .read()
          .every((x) => x === 0),
      ).toBe(true);
      const pairs = greater(randomUniform([L, L], new Rng(4)), 0.5);
      expect(() => mechanism(q, k, v, { mask: pairs })).toThrow('the same for all queries');
      for (const module of mechanism.modules) module.dispose();
    });
  });

  it('refuses what it is not for', () => {
    for (const count of [0, -1, 1.5]) expect(() => globalTokens({ count, window: 3 })).toThrow(ValueError);
    expect(() => globalTokens({ count: 1.5, window: 3 })).toThrow('count must be a whole number from 1 on');
    expect(() => globalTokens({ count: 1, window: -3 })).toThrow(ValueError);
    expect(refusesCausal).toThrow('longformer');
    tidy(() => {
      const mechanism = built(1, 2);
      const [x, y] = [5, 7].map((n) => randomNormal([2, H, n, E], new Rng(1)));
      expect(() => mechanism(x, y, y)).toThrow(ShapeError);
      expect(() => mechanism(x, y, y)).toThrow('L must be S; got L = 5 and S = 7');
      expect(() => mechanism(x, x, x, { lengths: [3] })).toThrow('lengths must be 2 whole numbers');
      const other = randomNormal([2, 2, 5, E], new Rng(1));
      expect(() => mechanism(other, other, other)).toThrow(
        'was built for H = 3 heads of size E = 5; got H = 2',
      );
      for (const module of mechanism.modules) module.dispose();
    });
  });
});
