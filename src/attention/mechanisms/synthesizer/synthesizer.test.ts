import { describe, expect, it } from 'vitest';
import {
  describeMechanism,
  type MechanismCase,
  type MechanismContext,
} from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import {
  broadcastTo,
  copyInto,
  Rng,
  randomNormal,
  slice,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import {
  AdditiveScore,
  attentionMap,
  type DenseSynthesizerScore,
  denseSynthesizer,
  type FactorizedDenseScore,
  type LowRankRandomScore,
  type Mechanism,
  MixedScore,
  MultiHeadAttention,
  type RandomSynthesizerScore,
  randomSynthesizer,
  type SynthesizerRecipe,
  scaledDot,
  synthesizerMixture,
} from '../../index.ts';
import { HeadHidden } from './headHidden.ts';

const both = (
  make: (options: { causal?: boolean }) => SynthesizerRecipe,
): Pick<MechanismCase, 'make' | 'makeCausal'> => ({
  make: (context) => decided(make({}).build(context)),
  makeCausal: (context) => decided(make({ causal: true }).build(context)),
});

/** Every second hidden unit is on, whatever comes, and the others off: numeric gradients must not step over kinks. */
function decided(mechanism: Mechanism): Mechanism {
  for (const unit of mechanism.modules.flatMap((module) => module.modules())) {
    if (!(unit instanceof HeadHidden)) continue;
    const signs = Float32Array.from({ length: unit.bias.size }, (_, i) => (i % 2 === 0 ? 3 : -3));
    tidy(() => copyInto(unit.bias, tensor(signs, { shape: unit.bias.shape })));
  }
  return mechanism;
}

/** A mixture that has learned to look at one component alone. */
function settledOn(component: number, recipe: SynthesizerRecipe) {
  return (context: MechanismContext): Mechanism => {
    const mechanism = recipe.build(context);
    const score = mechanism.modules.find((module) => module instanceof MixedScore)!;
    const [heads, components] = score.mixture.shape;
    const logits = Array.from({ length: heads * components }, (_, at) =>
      at % components === component ? 0 : -200,
    );
    tidy(() => copyInto(score.mixture, tensor(logits, { shape: score.mixture.shape })));
    return mechanism;
  };
}

const large = { L: 18, S: 19 };

describeMechanism('the dense synthesizer', {
  ...both((options) => denseSynthesizer({ maxLength: 19, hiddenDim: 7, ...options })),
  reads: ['query', 'value'],
  large,
});
describeMechanism('the factorized dense synthesizer', {
  ...both((options) => denseSynthesizer({ maxLength: 20, hiddenDim: 7, factors: [4, 5], ...options })),
  reads: ['query', 'value'],
  gradientStep: 5e-3,
  large,
});
describeMechanism('the random synthesizer', {
  ...both((options) => randomSynthesizer({ maxLength: 19, ...options })),
  reads: ['value'],
  large: { L: 19, S: 18 },
});
describeMechanism('the fixed random synthesizer', {
  ...both((options) => randomSynthesizer({ maxLength: 19, trainable: false, ...options })),
  reads: ['value'],
  large,
});
describeMechanism('the low-rank random synthesizer', {
  ...both((options) => randomSynthesizer({ maxLength: 19, rank: 3, ...options })),
  reads: ['value'],
  large,
});
const dotAndRandom = { components: [scaledDot(), randomSynthesizer({ maxLength: 23 })] };
describeMechanism('a mixture of the dot product and a random synthesizer', {
  ...both((options) => synthesizerMixture({ ...dotAndRandom, ...options })),
  limit: { make: settledOn(0, synthesizerMixture(dotAndRandom)) },
  large: { L: 19, S: 23 },
});
describeMechanism('a mixture of synthesizers', {
  ...both((options) =>
    synthesizerMixture({
      components: [
        denseSynthesizer({ maxLength: 19, hiddenDim: 5 }),
        randomSynthesizer({ maxLength: 19, rank: 2 }),
      ],
      ...options,
    }),
  ),
  reads: ['query', 'value'],
  large,
});

describe('synthesizers', () => {
  expectNoLeaks();
  const [B, H, L, S, E, Ev] = [2, 3, 5, 7, 4, 2];
  const sizes = { numHeads: H, headDim: E };
  const draw = (seed: number): [Tensor, Tensor, Tensor] => {
    const rng = new Rng(seed);
    return [
      randomNormal([B, H, L, E], rng),
      randomNormal([B, H, S, E], rng),
      randomNormal([B, H, S, Ev], rng),
    ];
  };
  const build = (recipe: SynthesizerRecipe): Mechanism => recipe.build({ ...sizes, rng: new Rng(1) });
  /** The map beside softmax of these scores over the keys there are, in float64. */
  const expectScores = (
    mechanism: Mechanism,
    [q, k]: Tensor[],
    score: (b: number, h: number, i: number, j: number) => number,
  ): void => {
    const lengths = [S, 4];
    const expected = lengths.flatMap((present, b) =>
      Array.from({ length: H * L }, (_, row) => {
        const scores = Array.from({ length: S }, (_, j) => score(b, Math.floor(row / L), row % L, j));
        const weights = scores.map((x, j) => (j < present ? Math.exp(x) : 0));
        const sum = weights.reduce((total, weight) => total + weight, 0);
        return weights.map((weight) => weight / sum);
      }).flat(),
    );
    expectClose(attentionMap(mechanism, q, k, { lengths }), expected, 5e-6);
  };
  const dispose = (mechanism: Mechanism): void => {
    for (const module of mechanism.modules) module.dispose();
  };
  /** Σ over e from 0 to n - 1 of x(e) y(e). */
  const product = (n: number, x: (e: number) => number, y: (e: number) => number): number =>
    Array.from({ length: n }, (_, e) => x(e) * y(e)).reduce((sum, each) => sum + each, 0);
  const hiddenOf = ({ weight, bias }: HeadHidden, query: ArrayLike<number>) => {
    const n = weight.shape[2];
    const [w, b] = [weight.read(), bias.read()];
    return (row: number, h: number, u: number): number =>
      Math.max(
        0,
        b[h * n + u] +
          product(
            E,
            (e) => query[row * E + e],
            (e) => w[(h * E + e) * n + u],
          ),
      );
  };

  it('has the dense map of its formula', () => {
    const mechanism = build(denseSynthesizer({ maxLength: 11, hiddenDim: 6 }));
    tidy(() => {
      const inputs = draw(2);
      const { hidden, positions } = mechanism.modules[0] as DenseSynthesizerScore;
      const unit = hiddenOf(hidden, inputs[0].read());
      const rows = positions.read();
      expectScores(mechanism, inputs, (b, h, i, j) =>
        product(
          6,
          (u) => unit((b * H + h) * L + i, h, u),
          (u) => rows[(h * 11 + j) * 6 + u],
        ),
      );
    });
    dispose(mechanism);
  });

  it('has the factorized dense map of its formula', () => {
    const mechanism = build(denseSynthesizer({ maxLength: 12, hiddenDim: 6, factors: [4, 3] }));
    tidy(() => {
      const inputs = draw(3);
      const { hiddenA, hiddenB, outputA, outputB } = mechanism.modules[0] as FactorizedDenseScore;
      const query = inputs[0].read();
      const [unitA, unitB] = [hiddenOf(hiddenA, query), hiddenOf(hiddenB, query)];
      const [a, b] = [outputA.read(), outputB.read()];
      expectScores(mechanism, inputs, (n, h, i, j) => {
        const row = (n * H + h) * L + i;
        const A = product(
          6,
          (u) => unitA(row, h, u),
          (u) => a[(h * 6 + u) * 4 + Math.floor(j / 3)],
        );
        const B = product(
          6,
          (u) => unitB(row, h, u),
          (u) => b[(h * 6 + u) * 3 + (j % 3)],
        );
        return A * B;
      });
    });
    dispose(mechanism);
  });

  it('has the random maps of their formulas, whatever queries and keys are', () => {
    const [whole, factors] = [
      build(randomSynthesizer({ maxLength: 11 })),
      build(randomSynthesizer({ maxLength: 11, rank: 2 })),
    ];
    tidy(() => {
      const matrix = (whole.modules[0] as RandomSynthesizerScore).matrix.read();
      const { queryRows, keyRows } = factors.modules[0] as LowRankRandomScore;
      const [r, s] = [queryRows.read(), keyRows.read()];
      expectScores(whole, draw(4), (_, h, i, j) => matrix[(h * 11 + i) * 11 + j]);
      expectScores(factors, draw(5), (_, h, i, j) =>
        product(
          2,
          (n) => r[(h * 11 + i) * 2 + n],
          (n) => s[(h * 11 + j) * 2 + n],
        ),
      );
    });
    dispose(whole);
    dispose(factors);
  });

  it('mixes scores by learned weights of each head, those that are no dot product, too', () => {
    const additive = new AdditiveScore({ queryDim: E, keyDim: E, hiddenDim: 5, rng: new Rng(6) });
    const components = [scaledDot(), additive, randomSynthesizer({ maxLength: 11 })];
    const mechanism = build(synthesizerMixture({ components }));
    tidy(() => {
      const inputs = draw(7);
      const score = mechanism.modules[0] as MixedScore;
      const logits = Array.from({ length: 3 * H }, (_, n) => Math.sin(n));
      copyInto(score.mixture, tensor(logits, { shape: [H, 3] }));
      const tables = score.components.map((part) =>
        broadcastTo(part.scores(inputs[0], inputs[1]), [B, H, L, S]).read(),
      );
      expectScores(mechanism, inputs, (b, h, i, j) => {
        const powers = [0, 1, 2].map((n) => Math.exp(logits[3 * h + n]));
        const sum = powers.reduce((x, y) => x + y);
        return powers.reduce((all, x, n) => all + (x / sum) * tables[n][((b * H + h) * L + i) * S + j], 0);
      });
    });
    dispose(mechanism);
  });

  it('keeps a fixed matrix as a buffer, which is stored and not learned', () => {
    const mechanism = build(randomSynthesizer({ maxLength: 4, trainable: false }));
    const [score] = mechanism.modules;
    expect(score.parameters()).toEqual([]);
    expect([...score.namedBuffers().keys()]).toEqual(['matrix']);
    dispose(mechanism);
  });

  it('serves heads of queries that share keys', () => {
    const recipe = synthesizerMixture({ components: [scaledDot(), denseSynthesizer({ maxLength: 5 })] });
    const rng = new Rng(8);
    for (const mechanism of [recipe, randomSynthesizer({ maxLength: 5, rank: 2 })]) {
      const layer = new MultiHeadAttention({ embedDim: 8, numHeads: 4, numKeyValueHeads: 2, mechanism, rng });
      tidy(() => {
        const x = randomNormal([2, 5, 8], rng);
        const { output } = layer.forward(x, x, x);
        expectClose(output, layer.forward(x, x, x, { needWeights: true }).output.read());
      });
      layer.dispose();
    }
  });

  it('refuses what it cannot honour, with the way out', () => {
    expect(() => denseSynthesizer({ maxLength: 0 })).toThrow('maxLength must be a whole number from 1');
    expect(() => denseSynthesizer({ maxLength: 8, factors: [3, 4] })).toThrow('3 x 4 = 12');
    expect(() => randomSynthesizer({ maxLength: 8, rank: 0.5 })).toThrow(ValueError);
    expect(() => synthesizerMixture({ components: [] })).toThrow('at least one component');
    const past = randomSynthesizer({ maxLength: 8, causal: true });
    expect(() => synthesizerMixture({ components: [past] })).toThrow('causal: true to the mixture');
    for (const recipe of [denseSynthesizer({ maxLength: 6 }), randomSynthesizer({ maxLength: 6 })]) {
      const mechanism = build(recipe);
      tidy(() => expect(() => mechanism(...draw(9))).toThrow('maxLength = 6 positions; got S = 7'));
      tidy(() => {
        const [q, k, v] = draw(9);
        expect(() => mechanism(slice(q, 1, 0, 2), slice(k, 1, 0, 2), slice(v, 1, 0, 2))).toThrow(
          'was built for H = ',
        );
      });
      dispose(mechanism);
    }
  });
});
