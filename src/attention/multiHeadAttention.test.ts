import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/torchMultiHeadAttention.json' with { type: 'json' };
import { expectClose } from '../../test/support/close.ts';
import {
  backward,
  countTensors,
  Rng,
  randomNormal,
  requireGrad,
  slice,
  tensor,
  tidy,
} from '../tensor/index.ts';
import { attention } from './attention.ts';
import { KVCache } from './kvCache.ts';
import { MultiHeadAttention } from './multiHeadAttention.ts';
import { softmax } from './normalizers/index.ts';
import { causal } from './patterns/index.ts';
import { AdditiveScore, scaledDot } from './scores/index.ts';

const make = ({ shape, data }: { shape: number[]; data: number[] }) =>
  tensor(Float32Array.from(data), { shape });

describe('MultiHeadAttention', () => {
  it("computes what PyTorch's does, from the same state dict, forward and backward", () => {
    const before = countTensors();
    const { numHeads, lengths } = fixture;
    const layer = new MultiHeadAttention({ embedDim: 14, numHeads, rng: new Rng(0) });
    tidy(() => {
      layer.loadStateDict(new Map(Object.entries(fixture.state).map(([name, t]) => [name, make(t)])));
      const [query, memory] = [requireGrad(make(fixture.query)), requireGrad(make(fixture.memory))];
      for (const needWeights of [true, false]) {
        const { output, weights } = layer.forward(query, memory, memory, { lengths, needWeights });
        expectClose(output, fixture.output.data);
        if (weights) expectClose(weights, fixture.weights.data);
        backward(output, make(fixture.gradient));
        const gradients = { ...Object.fromEntries(layer.namedParameters()), query, memory };
        for (const [name, { data }] of Object.entries(fixture.gradients)) {
          const leaf = gradients[name as keyof typeof gradients];
          expectClose(leaf.grad!, data, 3e-6, 1);
          leaf.grad!.dispose();
          leaf.grad = null;
        }
      }
    });
    layer.dispose();
    expect(countTensors()).toBe(before);
  });

  it('with a cache, position by position or in parts, equals all positions at once', () => {
    const before = countTensors();
    const rng = new Rng(1);
    const mechanism = attention({
      score: scaledDot(),
      normalizer: softmax(),
      pattern: causal({ align: 'end' }),
    });
    const layer = new MultiHeadAttention({ embedDim: 15, numHeads: 3, mechanism, rng });
    const [B, L] = [2, 7];
    tidy(() => {
      const x = randomNormal([B, L, 15], rng);
      const whole = layer.forward(x, x, x).output;
      const kvCache = new KVCache({ capacity: 2 });
      for (const [from, to] of [
        [0, 1],
        [1, 2],
        [2, 5],
        [5, 7],
      ]) {
        const part = slice(x, 1, from, to);
        const { output } = layer.forward(part, part, part, { kvCache });
        expectClose(output, slice(whole, 1, from, to).read(), 3e-6);
      }
      expect(kvCache.length).toBe(L);
      kvCache.reorder([1, 1, 0]);
      const { key } = kvCache.append(
        ...([0, 1].map(() => randomNormal([3, 3, 1, 5], rng)) as [never, never]),
      );
      expect(key.shape).toEqual([3, 3, L + 1, 5]);
      expect(() =>
        kvCache.append(...([0, 1].map(() => randomNormal([2, 3, 1, 5], rng)) as [never, never])),
      ).toThrow('reorder()');
      kvCache.dispose();
    });
    layer.dispose();
    expect(countTensors()).toBe(before);
  });

  it('silences the heads that a head mask names', () => {
    const rng = new Rng(2);
    const layer = new MultiHeadAttention({ embedDim: 15, numHeads: 3, rng });
    tidy(() => {
      const x = randomNormal([2, 5, 15], rng);
      const none = layer.forward(x, x, x, { headMask: tensor([0, 0, 0]) }).output;
      for (const row of [0, 1, 2])
        expectClose(slice(none, 1, row, row + 1), [
          ...layer.outProj.bias!.read(),
          ...layer.outProj.bias!.read(),
        ]);
      const all = layer.forward(x, x, x, {
        headMask: tensor([
          [1, 1, 1],
          [1, 1, 1],
        ]),
      }).output;
      expectClose(all, layer.forward(x, x, x).output.read());
      const some = layer.forward(x, x, x, {
        headMask: tensor([
          [1, 0, 1],
          [1, 1, 1],
        ]),
      }).output;
      expectClose(slice(some, 0, 1, 2), slice(all, 0, 1, 2).read());
      expect(() => layer.forward(x, x, x, { headMask: tensor([1, 1]) })).toThrow('B = 2 and H = 3; got [2]');
    });
    layer.dispose();
  });

  it('drops weights in training alone, and learns the parameters of its mechanism', () => {
    const rng = new Rng(3);
    const score = new AdditiveScore({ queryDim: 5, keyDim: 5, hiddenDim: 7, rng });
    const layer = new MultiHeadAttention({
      embedDim: 15,
      numHeads: 3,
      dropout: 0.5,
      mechanism: attention({ score, normalizer: softmax() }),
      rng,
    });
    tidy(() => {
      const x = randomNormal([1, 7, 15], rng);
      const run = () => layer.forward(x, x, x).output.read();
      expect(run()).not.toEqual(run());
      layer.eval();
      expect(run()).toEqual(run());
    });
    expect([...layer.namedParameters().keys()]).toContain('mechanism_modules.0.query.weight');
    layer.dispose();
  });

  it('names what does not fit', () => {
    const rng = new Rng(4);
    expect(() => new MultiHeadAttention({ embedDim: 16, numHeads: 3, rng })).toThrow(
      'numHeads must divide embedDim; got 3 and 16',
    );
    const layer = new MultiHeadAttention({ embedDim: 64, numHeads: 4, rng });
    tidy(() => {
      const [query, key, value] = [5, 7, 9].map((n) => randomNormal([2, n, 64], rng));
      expect(() => layer.forward(query, key, value)).toThrow(
        'MultiHeadAttention.forward: key and value must share length S; ' +
          'got query [2, 5, 64], key [2, 7, 64] and value [2, 9, 64]. Did you pass the decoder state as value?',
      );
    });
    layer.dispose();
  });
});
