import { describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/close.ts';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { buildModel, tokenBatch } from '../models/index.ts';
import { Module } from '../nn/index.ts';
import { Rng, randomNormal, tidy } from '../tensor/index.ts';
import { AttentionPooling, MultiHeadAttention, observeAttention } from './index.ts';

const [B, L, S, D, H] = [2, 3, 5, 6, 2];

class Two extends Module {
  readonly first: MultiHeadAttention;
  readonly pooling: AttentionPooling;
  constructor(rng: Rng) {
    super();
    this.first = new MultiHeadAttention({ embedDim: D, numHeads: H, rng });
    this.pooling = new AttentionPooling({ queryDim: D, rng });
  }
}

describe('observeAttention', () => {
  expectNoLeaks();

  it('sees the weights of every layer, which nobody asked for, and changes no result', () => {
    const rng = new Rng(1);
    using model = new Two(rng);
    tidy(() => {
      const [query, memory] = [randomNormal([B, L, D], rng), randomNormal([B, S, D], rng)];
      const run = () => model.pooling.forward(model.first.forward(query, memory, memory).output);
      const unobserved = run();
      const { result, maps } = observeAttention(model, run);
      expect(maps.map(({ name, shape }) => [name, shape])).toEqual([
        ['first', [B, H, L, S]],
        ['pooling', [B, 1, L]],
      ]);
      expect(result.weights).toBeNull();
      expect(relativeError(result.output.read(), unobserved.output.read())).toBeLessThan(2e-6);
      const asked = model.first.forward(query, memory, memory, { needWeights: true }).weights!;
      expect([...maps[0].weights]).toEqual([...asked.read()]);
    });
  });

  it('is over when the run is, even one that fails', () => {
    const rng = new Rng(2);
    using model = new Two(rng);
    const fails = () => {
      throw new Error('on the way');
    };
    expect(() => observeAttention(model, fails)).toThrow('on the way');
    tidy(() => {
      const x = randomNormal([B, L, D], rng);
      expect(model.first.forward(x, x, x).weights).toBeNull();
    });
  });

  it('sees what is within the model alone', () => {
    const rng = new Rng(3);
    using model = new Two(rng);
    using other = new Two(rng);
    tidy(() => {
      const x = randomNormal([B, L, D], rng);
      const { maps } = observeAttention(model, () => other.first.forward(x, x, x));
      expect(maps).toEqual([]);
    });
  });

  it.each([
    [
      'transformer',
      ['encoder.layers.0.self_attn', 'decoder.layers.0.self_attn', 'decoder.layers.0.multihead_attn'],
    ],
    ['recurrent', ['']],
  ])('knows the layers of a %s by name', (kind, names) => {
    const sizes = kind === 'transformer' ? { numHeads: 2, numEncoderLayers: 1, numDecoderLayers: 1 } : {};
    using model = buildModel({ kind, embedDim: 8, ...sizes }, { vocabSize: 11, padId: 0, rng: new Rng(4) });
    model.eval();
    tidy(() => {
      const [source, target] = [tokenBatch([[1, 4, 5, 2]], 0), tokenBatch([[1, 6, 7]], 0)];
      const { maps } = observeAttention(model, () => model.forward(source, target));
      expect(maps.map(({ name }) => name)).toEqual(names);
      expect(maps.at(-1)!.shape.slice(-2)).toEqual([3, 4]);
    });
  });
});
