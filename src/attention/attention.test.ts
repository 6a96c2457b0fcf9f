import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { checkGradients } from '../../test/support/gradients.ts';
import { concat, Rng, randomNormal, ShapeError, type Tensor, tensor, tidy } from '../tensor/index.ts';
import { attention } from './attention.ts';
import { attentionMap } from './attentionMap.ts';
import { softmax } from './normalizers/index.ts';
import { causal } from './patterns/index.ts';
import {
  AdditiveScore,
  BilinearScore,
  cosine,
  dot,
  GaussianScore,
  gaussian,
  LocationScore,
  LowRankBilinearScore,
  type Score,
  scaledDot,
} from './scores/index.ts';

describe('the worked example of the tutorials', () => {
  const states = [
    [1.0, 0.5],
    [0.8, 1.2],
    [0.2, 1.5],
  ];
  const decoder = [0.8, 0.3];
  const scores = states.map(([a, b]) => a * decoder[0] + b * decoder[1]);
  const total = scores.reduce((sum, s) => sum + Math.exp(s), 0);
  const weights = scores.map((s) => Math.exp(s) / total);
  const context = [0, 1].map((axis) => weights.reduce((sum, w, i) => sum + w * states[i][axis], 0));

  it('has the figures that are printed', () => {
    expect(scores.map((s) => s.toFixed(2))).toEqual(['0.95', '1.00', '0.61']);
    expect(weights.map((w) => w.toFixed(3))).toEqual(['0.362', '0.380', '0.258']);
    expect(context.map((c) => c.toFixed(3))).toEqual(['0.718', '1.024']);
  });

  it('comes out, with weights and without', () => {
    tidy(() => {
      const [keys, query] = [tensor([states]), tensor([[decoder]])];
      expectClose(dot().scores(query, keys), scores);
      const attend = attention({ score: dot(), normalizer: softmax() });
      const shown = attend(query, keys, keys, { needWeights: true });
      expectClose(shown.weights!, weights);
      expectClose(shown.output, context);
      const fused = attend(query, keys, keys);
      expect(fused.weights).toBeNull();
      expectClose(fused.output, context);
      expectClose(attentionMap(attend, query, keys), weights);
    });
  });
});

it('additive attention over keys that are all alike weighs each of the real ones the same', () => {
  tidy(() => {
    const rng = new Rng(0);
    const score = new AdditiveScore({ queryDim: 20, keyDim: 2, hiddenDim: 16, rng });
    const bahdanau = attention({ score, normalizer: softmax() });
    const query = randomNormal([2, 2, 20], rng);
    const key = tensor(new Float32Array(2 * 10 * 2).fill(1), { shape: [2, 10, 2] });
    const value = tensor(
      Float32Array.from({ length: 80 }, (_, i) => i % 40),
      { shape: [2, 10, 4] },
    );
    const { output, weights } = bahdanau(query, key, value, { lengths: [2, 6], needWeights: true });
    const row = (n: number) => Array.from({ length: 10 }, (_, j) => (j < n ? 1 / n : 0));
    expectClose(weights!, [...row(2), ...row(2), ...row(6), ...row(6)]);
    expectClose(output, [2, 3, 4, 5, 2, 3, 4, 5, 10, 11, 12, 13, 10, 11, 12, 13]);
    score.dispose();
  });
});

interface ScoreCase {
  /** Of queries and of keys. */
  readonly sizes: readonly [Eq: number, Ek: number];
  readonly make: (rng: Rng) => Score;
  /** The score looks at the query alone. */
  readonly ignoresKeys?: boolean;
}

const scores: Record<string, ScoreCase> = {
  dot: { sizes: [5, 5], make: () => dot() },
  scaledDot: { sizes: [5, 5], make: () => scaledDot() },
  bilinear: { sizes: [5, 7], make: (rng) => new BilinearScore({ queryDim: 5, keyDim: 7, rng }) },
  additive: {
    sizes: [5, 7],
    make: (rng) => new AdditiveScore({ queryDim: 5, keyDim: 7, hiddenDim: 11, rng }),
  },
  lowRankBilinear: {
    sizes: [5, 7],
    make: (rng) => new LowRankBilinearScore({ queryDim: 5, keyDim: 7, rank: 3, rng }),
  },
  cosine: { sizes: [5, 5], make: () => cosine({ scale: 3 }) },
  location: {
    sizes: [5, 7],
    make: (rng) => new LocationScore({ queryDim: 5, maxLength: 13, rng }),
    ignoresKeys: true,
  },
  gaussian: { sizes: [5, 5], make: () => gaussian({ width: 2 }) },
  'learned gaussian': { sizes: [5, 5], make: () => new GaussianScore({ width: 2 }) },
};

describe.each(Object.entries(scores))(
  'attention with the %s score',
  (_, { sizes: [Eq, Ek], make, ignoresKeys }) => {
    const [B, H, L, S, Ev] = [2, 3, 7, 11, 13];
    const inputs = (rng: Rng): [Tensor, Tensor, Tensor] => [
      randomNormal([B, H, L, Eq], rng),
      randomNormal([B, H, S, Ek], rng),
      randomNormal([B, H, S, Ev], rng),
    ];
    /** With respect to all that the score looks at, and the values. */
    const checkAll = (
      output: (q: Tensor, k: Tensor, v: Tensor) => Tensor,
      [q, k, v]: [Tensor, Tensor, Tensor],
    ) => {
      if (ignoresKeys) checkGradients((q, v) => output(q, k, v), [q, v]);
      else checkGradients(output, [q, k, v]);
    };
    const mechanism = (rng: Rng, pattern?: ReturnType<typeof causal>) =>
      attention({ score: make(rng), normalizer: softmax(), pattern });

    it('gives the same whether weights are asked for or not, and its map is the weights', () => {
      tidy(() => {
        const rng = new Rng(1);
        const attend = mechanism(rng, causal({ align: 'end' }));
        const [q, k, v] = inputs(rng);
        const mask = tensor(
          Uint8Array.from({ length: B * S }, () => (rng.integer(4) === 0 ? 0 : 1)),
          { shape: [B, 1, 1, S] },
        );
        const options = { lengths: [11, 6], mask };
        const shown = attend(q, k, v, { ...options, needWeights: true });
        expectClose(attend(q, k, v, options).output, shown.output.read());
        expectClose(attentionMap(attend, q, k, options), shown.weights!.read());
        expect(shown.weights!.shape).toEqual([B, H, L, S]);
      });
    });

    it('has the gradients of its definition, by either way', () => {
      tidy(() => {
        const rng = new Rng(2);
        const attend = mechanism(rng);
        const options = { lengths: [3, 11] };
        checkAll((q, k, v) => attend(q, k, v, options).output, inputs(rng));
        checkAll((q, k, v) => attend(q, k, v, { ...options, needWeights: true }).output, inputs(rng));
      });
    });

    it('lets one head of keys and values serve all heads of queries', () => {
      tidy(() => {
        const rng = new Rng(6);
        const attend = mechanism(rng, causal({ align: 'end' }));
        const [q, k, v] = [
          randomNormal([B, H, L, Eq], rng),
          randomNormal([B, 1, S, Ek], rng),
          randomNormal([B, 1, S, Ev], rng),
        ];
        const repeat = (x: Tensor) => concat([x, x, x], 1);
        const options = { lengths: [11, 6], needWeights: true };
        const expected = attend(q, repeat(k), repeat(v), options);
        const shown = attend(q, k, v, options);
        expectClose(shown.output, expected.output.read());
        expectClose(shown.weights!, expected.weights!.read());
        expectClose(attend(q, k, v, { lengths: [11, 6] }).output, expected.output.read());
        expectClose(attentionMap(attend, q, k, { lengths: [11, 6] }), expected.weights!.read());
        const few: [Tensor, Tensor, Tensor] = [
          randomNormal([1, 2, 3, Eq], rng),
          randomNormal([1, 1, 5, Ek], rng),
          randomNormal([1, 1, 5, 3], rng),
        ];
        for (const needWeights of [false, true])
          checkAll((q, k, v) => attend(q, k, v, { needWeights }).output, few);
      });
    });

    it('takes batches without heads', () => {
      tidy(() => {
        const rng = new Rng(3);
        const attend = mechanism(rng);
        const [q, k, v] = [
          randomNormal([B, L, Eq], rng),
          randomNormal([B, S, Ek], rng),
          randomNormal([B, S, Ev], rng),
        ];
        const { output, weights } = attend(q, k, v, { needWeights: true });
        expect(output.shape).toEqual([B, L, Ev]);
        expect(weights!.shape).toEqual([B, L, S]);
      });
    });

    it('gives zeros, not NaN, where there is nothing to look at', () => {
      tidy(() => {
        const rng = new Rng(4);
        const attend = mechanism(rng);
        const [q, k, v] = inputs(rng);
        for (const needWeights of [false, true]) {
          const { output } = attend(q, k, v, { lengths: [0, 4], needWeights });
          expect(
            output
              .read()
              .slice(0, H * L * Ev)
              .every((x) => x === 0),
          ).toBe(true);
        }
        checkAll((q, k, v) => attend(q, k, v, { lengths: [0, 4], needWeights: true }).output, inputs(rng));
      });
    });
  },
);

describe('what does not fit', () => {
  const rng = new Rng(5);
  const attend = attention({ score: scaledDot(), normalizer: softmax(), pattern: causal() });
  const make = (...shape: number[]) => randomNormal(shape, rng);

  it('is named', () => {
    tidy(() => {
      expect(() => attend(make(2, 5, 7), make(2, 7, 7), make(2, 9, 7))).toThrow(
        'key and value must share length S; got query [2, 5, 7], key [2, 7, 7] and value [2, 9, 7]. Did you pass the decoder state as value?',
      );
      expect(() => attend(make(2, 5, 7), make(3, 5, 7), make(3, 5, 7))).toThrow('must share batch B');
      expect(() => attend(make(5, 7), make(5, 7), make(5, 7))).toThrow(ShapeError);
      expect(() => attend(make(2, 3, 5, 7), make(2, 2, 5, 7), make(2, 2, 5, 7))).toThrow(
        'those of the query must be a multiple of them',
      );
      expect(() => attend(make(2, 5, 7), make(2, 3, 7), make(2, 3, 7))).toThrow(
        "Pass causal({ align: 'end' })",
      );
      expect(() => attend(make(2, 5, 7), make(2, 5, 7), make(2, 5, 7), { lengths: [6, 1] })).toThrow(
        'from 0 to 5',
      );
    });
  });
});
