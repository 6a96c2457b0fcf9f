import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/torchMultiHeadAttention.json' with { type: 'json' };
import { expectClose } from '../../test/support/close.ts';
import { checkGradients } from '../../test/support/gradients.ts';
import { init } from '../nn/index.ts';
import {
  backward,
  concat,
  copyInto,
  countTensors,
  pad,
  Rng,
  randomNormal,
  requireGrad,
  slice,
  split,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../tensor/index.ts';
import { attention } from './attention.ts';
import { KVCache } from './kvCache.ts';
import { type ForwardOptions, MultiHeadAttention } from './multiHeadAttention.ts';
import { softmax } from './normalizers/index.ts';
import { causal, type Pattern } from './patterns/index.ts';
import { alibi, type RelativePositions, rotary, ShawPositions } from './positions/index.ts';
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

  it('with keys and values of other sizes is the same function of weights that are apart', () => {
    const rng = new Rng(5);
    const [D, H, keyDim, valueDim] = [15, 3, 7, 11];
    const layer = new MultiHeadAttention({ embedDim: D, numHeads: H, keyDim, valueDim, rng });
    const wide = new MultiHeadAttention({ embedDim: D, numHeads: H, rng });
    tidy(() => {
      // Keys and values of size D whose other entries, and the weights for them, are zeros.
      const widen = (weight: Tensor, n: number) =>
        pad(weight, [
          [0, 0],
          [0, D - n],
        ]);
      const weight = concat([
        layer.qProjWeight!,
        widen(layer.kProjWeight!, keyDim),
        widen(layer.vProjWeight!, valueDim),
      ]);
      copyInto(wide.inProjWeight!, weight);
      copyInto(wide.outProj.weight, layer.outProj.weight);
      const [query, key, value] = [
        randomNormal([2, 5, D], rng),
        randomNormal([2, 7, keyDim], rng),
        randomNormal([2, 7, valueDim], rng),
      ];
      const wider = (x: Tensor) =>
        pad(x, [
          [0, 0],
          [0, 0],
          [0, D - x.shape[2]],
        ]);
      const { output } = layer.forward(query, key, value);
      expectClose(output, wide.forward(query, wider(key), wider(value)).output.read());
      expectClose(layer.attend(query, layer.project(key, value)).output, output.read());
      checkGradients((q, k, v) => layer.forward(q, k, v).output, [query, key, value]);
    });
    expect([...layer.stateDict().keys()]).toEqual([
      'q_proj_weight',
      'k_proj_weight',
      'v_proj_weight',
      'in_proj_bias',
      'out_proj.weight',
      'out_proj.bias',
    ]);
    layer.dispose();
    wide.dispose();
  });

  describe.each([
    ['grouped', 2],
    ['multi-query', 1],
  ])('with %s heads', (_, Hk) => {
    const [D, H, E] = [18, 6, 3];

    /** The same function with a head of keys for each of queries: rows of weights repeated. */
    const spreadOut = (layer: MultiHeadAttention, rng: Rng) => {
      const full = new MultiHeadAttention({ embedDim: D, numHeads: H, mechanism: layer.mechanism, rng });
      const spread = (p: Tensor) => {
        const [q, k, v] = split(p, [D, Hk * E, Hk * E]);
        const repeat = (x: Tensor) => split(x, Hk).flatMap((head) => new Array<Tensor>(H / Hk).fill(head));
        return concat([q, ...repeat(k), ...repeat(v)]);
      };
      tidy(() => {
        copyInto(full.inProjWeight!, spread(layer.inProjWeight!));
        copyInto(full.inProjBias!, spread(layer.inProjBias!));
        copyInto(full.outProj.weight, layer.outProj.weight);
      });
      return full;
    };
    const make = (rng: Rng, pattern?: Pattern, positions?: RelativePositions) => {
      const mechanism = attention({ score: scaledDot(), normalizer: softmax(), pattern, positions });
      const layer = new MultiHeadAttention({
        embedDim: D,
        numHeads: H,
        numKeyValueHeads: Hk,
        mechanism,
        rng,
      });
      init.normal({ rng })(layer.inProjBias!);
      return layer;
    };

    it('equals full heads with repeated keys and values, with weights and without', () => {
      const rng = new Rng(6);
      const layer = make(rng);
      const full = spreadOut(layer, rng);
      tidy(() => {
        const x = randomNormal([2, 7, D], rng);
        const memory = randomNormal([2, 11, D], rng);
        for (const key of [x, memory]) {
          const options = { lengths: [5, 7] };
          const expected = full.forward(x, key, key, { ...options, needWeights: true });
          const shown = layer.forward(x, key, key, { ...options, needWeights: true });
          expectClose(shown.output, expected.output.read());
          expectClose(shown.weights!, expected.weights!.read());
          expectClose(layer.forward(x, key, key, options).output, expected.output.read());
        }
        for (const needWeights of [true, false])
          checkGradients(
            (x) => layer.forward(x, x, x, { needWeights }).output,
            [randomNormal([1, 5, D], rng)],
          );
      });
      layer.dispose();
      full.dispose();
    });

    it.each([
      ['rotary', () => rotary({ dim: 2 })],
      ['alibi', () => alibi({ numHeads: H })],
      ['Shaw', (rng: Rng) => new ShawPositions({ headDim: E, maxDistance: 3, rng })],
    ])('goes with %s positions', (_, positions) => {
      const rng = new Rng(9);
      const layer = make(rng, undefined, positions(rng));
      const full = spreadOut(layer, rng);
      tidy(() => {
        const x = randomNormal([2, 7, D], rng);
        const expected = full.forward(x, x, x, { needWeights: true }).output.read();
        for (const needWeights of [true, false])
          expectClose(layer.forward(x, x, x, { needWeights }).output, expected);
      });
      layer.dispose();
      full.dispose();
    });

    it('keeps fewer heads in a cache, and decodes as all at once does', () => {
      const rng = new Rng(7);
      const layer = make(rng, causal({ align: 'end' }));
      tidy(() => {
        const x = randomNormal([2, 5, D], rng);
        const whole = layer.forward(x, x, x).output;
        const kvCache = new KVCache({ capacity: 2 });
        for (const i of [0, 1, 2, 3, 4]) {
          const step = slice(x, 1, i, i + 1);
          const { output } = layer.forward(step, step, step, { kvCache, needWeights: i % 2 === 0 });
          expectClose(output, slice(whole, 1, i, i + 1).read(), 3e-6);
        }
        const { key } = kvCache.append(
          ...([0, 1].map(() => randomNormal([2, Hk, 1, E], rng)) as [Tensor, Tensor]),
        );
        expect(key.shape).toEqual([2, Hk, 6, E]);
        kvCache.dispose();
      });
      layer.dispose();
    });
  });

  it('gives zeros before the last projection where there is nothing to look at', () => {
    const rng = new Rng(8);
    const layer = new MultiHeadAttention({ embedDim: 15, numHeads: 3, rng });
    tidy(() => {
      const x = requireGrad(randomNormal([2, 5, 15], rng));
      for (const needWeights of [true, false]) {
        const { output } = layer.forward(x, x, x, { lengths: [0, 5], needWeights });
        expect(
          slice(output, 0, 0, 1)
            .read()
            .every((y) => y === 0),
        ).toBe(true);
        backward(sum(output));
        expect(
          slice(x.grad!, 0, 0, 1)
            .read()
            .every((y) => y === 0),
        ).toBe(true);
        x.grad!.dispose();
        x.grad = null;
      }
    });
    layer.dispose();
  });

  describe('names what does not fit:', () => {
    const rng = new Rng(4);
    const [D, H] = [64, 4];
    const build = (options: object) => () =>
      new MultiHeadAttention({ embedDim: D, numHeads: H, rng, ...options });

    it.each([
      [
        { embedDim: 16, numHeads: 3 },
        'numHeads must divide embedDim; got 3 and 16, which 1, 2, 4, 8, 16 divide',
      ],
      [{ numHeads: 0 }, 'numHeads must be a whole number from 1; got 0'],
      [{ numHeads: 1.5 }, 'numHeads must be a whole number from 1; got 1.5'],
      [{ embedDim: -8 }, 'embedDim must be a whole number from 1; got -8'],
      [{ keyDim: 0 }, 'keyDim must be a whole number from 1; got 0'],
      [{ numKeyValueHeads: 3 }, 'numKeyValueHeads must divide numHeads; got 3 and 4, which 1, 2, 4 divide'],
      [{ numKeyValueHeads: Number.NaN }, 'numKeyValueHeads must be a whole number from 1; got NaN'],
      [{ dropout: 1 }, 'dropout must be at least 0 and below 1; got 1'],
    ])('%o', (options, message) => {
      expect(build(options)).toThrow(ValueError);
      expect(build(options)).toThrow(`MultiHeadAttention: ${message}`);
    });

    it('inputs', () => {
      const layer = build({})() as MultiHeadAttention;
      const apart = build({ keyDim: 7, valueDim: 5 })();
      tidy(() => {
        const [query, key, value] = [5, 7, 9].map((n) => randomNormal([2, n, D], rng));
        expect(() => layer.forward(query, key, value)).toThrow(
          'MultiHeadAttention.forward: key and value must share length S; ' +
            'got query [2, 5, 64], key [2, 7, 64] and value [2, 9, 64]. Did you pass the decoder state as value?',
        );
        expect(() => layer.forward(query, randomNormal([3, 7, D], rng), key)).toThrow('must share batch B');
        expect(() => layer.forward(query, randomNormal([2, 7, 7], rng), key)).toThrow('with D = 64');
        expect(() => apart.forward(query, key, key)).toThrow('must be [B, L, 64], [B, S, 7] and [B, S, 5]');
      });
      layer.dispose();
      apart.dispose();
    });

    it('masks, lengths and head masks', () => {
      const layer = build({})();
      tidy(() => {
        const [x, memory] = [randomNormal([2, 5, D], rng), randomNormal([2, 7, D], rng)];
        for (const needWeights of [true, false]) {
          const run = (options: ForwardOptions) => () =>
            layer.forward(x, memory, memory, { ...options, needWeights });
          const bools = (...shape: number[]) => zeros(shape, 'bool');
          const wrong: [ForwardOptions, string][] = [
            [{ mask: zeros([5, 7]) }, 'the mask must be bool, true = may attend; got float32. If 1 means'],
            [{ mask: zeros([5, 7], 'int32') }, 'got int32. If 1 means may attend, pass equal(mask, 1)'],
            [
              { mask: bools(5, 6) },
              'the mask (true = may attend) must broadcast to [B, H, L, S] = [2, 4, 5, 7]; got [5, 6].',
            ],
            [{ mask: bools(2, 7) }, 'Which keys are real goes in as lengths, or as [B, 1, 1, S].'],
            [{ mask: bools(2, 5, 7) }, 'One for all heads goes in as [B, 1, L, S].'],
            [{ mask: bools(7, 5) }, 'Is it transposed?'],
            [{ lengths: [3, -1] }, 'from 0 to 7 (S, the keys); got [3, -1]; that of sequence 1 is -1'],
            [{ lengths: [8, 1] }, 'that of sequence 0 is 8'],
            [{ lengths: [1, 2.5] }, 'that of sequence 1 is 2.5'],
            [{ lengths: [1] }, 'lengths must be 2 whole numbers (one a sequence)'],
            [{ headMask: tensor([1, 0]) }, 'B = 2 and H = 4; got [2]'],
            [{ headMask: zeros([3, 4]) }, 'got [3, 4]'],
            [{ headMask: tensor([true, false, true, true]) }, "cast(headMask, 'float32')"],
          ];
          for (const [options, message] of wrong) expect(run(options), message).toThrow(message);
        }
      });
      layer.dispose();
    });
  });
});
