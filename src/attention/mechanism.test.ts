import { describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { Linear } from '../nn/index.ts';
import { DTypeError, ones, Rng, randomNormal, ShapeError, tidy, ValueError, zeros } from '../tensor/index.ts';
import {
  attention,
  defineMechanism,
  type MechanismRecipe,
  MultiHeadAttention,
  observeAttention,
  PerHeadAttention,
  scaledDot,
  softmax,
} from './index.ts';
import { visibleKeys } from './visibleKeys.ts';

const exact = attention({ score: scaledDot(), normalizer: softmax() });
const shape = { B: 2, H: 3, L: 5, S: 7, E: 11, Ev: 13 };

/** Every query gets the mean of all values. */
const mean = defineMechanism({
  name: 'mean',
  attend: ({ query, value }) => ({ output: value.mean(2, true).add(zeros([...query.shape.slice(0, 3), 1])) }),
  cost: ({ B, H, L, Ev }) => ({ multiplyAdds: 0, bytes: 4 * B * H * L * Ev }),
});

describe('defineMechanism', () => {
  expectNoLeaks();

  it('checks what comes, and repeats heads of keys that several of queries share', () => {
    tidy(() => {
      const rng = new Rng(1);
      const [q, k, v] = [
        randomNormal([2, 6, 5, 4], rng),
        randomNormal([2, 3, 7, 4], rng),
        randomNormal([2, 3, 7, 2], rng),
      ];
      const { output } = mean(q, k, v);
      expect(output.shape).toEqual([2, 6, 5, 2]);
      expect(() => mean(q, k, randomNormal([2, 3, 5, 2], rng))).toThrow(ShapeError);
      expect(() => mean(q, k, v, { lengths: [8, 1] })).toThrow(ValueError);
      expect(() => mean(q, k, v, { mask: ones([5, 7]) })).toThrow(DTypeError);
      expect(() => mean(q, k, v, { needWeights: true })).toThrow('attentionMap(mechanism, query, key)');
    });
  });

  it('shows a layer its map though weights are never formed', () => {
    const layer = new MultiHeadAttention({ embedDim: 6, numHeads: 2, mechanism: mean, rng: new Rng(2) });
    tidy(() => {
      const x = ones([1, 5, 6]);
      const { maps } = observeAttention(layer, () => layer.forward(x, x, x));
      for (const weight of maps[0].weights) expect(weight).toBeCloseTo(1 / 5, 6);
      expect(() => layer.forward(x, x, x, { needWeights: true })).toThrow(ValueError);
    });
    layer.dispose();
  });
});

describe('a recipe', () => {
  expectNoLeaks();
  const recipe: MechanismRecipe = {
    recipe: 'projected',
    build({ headDim, rng }) {
      const projection = new Linear({ inFeatures: headDim, outFeatures: headDim, rng });
      return defineMechanism({
        name: 'projected',
        modules: [projection],
        attend: ({ query, key, value }) => exact(projection.forward(query), key, value),
        cost: exact.cost,
      });
    },
  };

  it('is built by each layer for its own sizes', () => {
    for (const Layer of [MultiHeadAttention, PerHeadAttention]) {
      const options = { embedDim: 12, numHeads: 3, mechanism: recipe, rng: new Rng(3) };
      const [a, b] = [new Layer(options), new Layer(options)];
      const [projection] = a.mechanism.modules as [Linear];
      expect(projection.weight.shape).toEqual([4, 4]);
      expect(a.parameters()).toContain(projection.weight);
      expect(b.parameters()).not.toContain(projection.weight);
      a.dispose();
      b.dispose();
    }
  });
});

describe('the cost of exact attention', () => {
  it('is that of the textbook', () => {
    const { B, H, L, S, E, Ev } = shape;
    expect(exact.cost(shape)).toEqual({
      multiplyAdds: B * H * L * S * (E + Ev),
      bytes: 4 * B * H * L * (Ev + 1),
    });
  });
});

describe('visibleKeys', () => {
  expectNoLeaks();
  const inputs = (options: object) => {
    const x = zeros([2, 3, 5, 4]);
    return {
      query: x,
      key: x,
      value: x,
      lengths: null,
      mask: null,
      dropout: null,
      needWeights: false,
      ...options,
    };
  };

  it('joins lengths and a mask of keys, and refuses one that tells queries apart', () => {
    tidy(() => {
      expect(visibleKeys('mean', inputs({}))).toBeNull();
      expect([...visibleKeys('mean', inputs({ lengths: [2, 5] }))!.read()]).toEqual([
        1, 1, 0, 0, 0, 1, 1, 1, 1, 1,
      ]);
      const mask = zeros([1, 1, 1, 5], 'bool');
      expect(visibleKeys('mean', inputs({ mask, lengths: [2, 5] }))!.shape).toEqual([2, 1, 1, 5]);
      expect(() => visibleKeys('mean', inputs({ mask: zeros([5, 5], 'bool') }))).toThrow(
        'a mask must be the same for all queries',
      );
    });
  });
});
