import { describe, expect, it } from 'vitest';
import { describeMechanism } from '../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { less, Rng, randomNormal, randomUniform, tidy, ValueError } from '../../tensor/index.ts';
import {
  and,
  attention,
  byHead,
  causal,
  dense,
  dilatedWindow,
  eluFeatures,
  globalTokens,
  linearAttention,
  lsh,
  type MechanismSizes,
  MultiHeadAttention,
  mixedHeads,
  type Pattern,
  scaledDot,
  slidingWindow,
  softmax,
  strided,
} from '../index.ts';

const under = (pattern: Pattern) => attention({ score: scaledDot(), normalizer: softmax(), pattern });
/** One head that is local, and the others strided. */
const factorized = (isCausal: boolean) => (sizes: MechanismSizes) =>
  mixedHeads(
    [
      { heads: 1, mechanism: under(isCausal ? and(causal(), slidingWindow(3)) : slidingWindow(3)) },
      { heads: sizes.numHeads - 1, mechanism: strided({ stride: 4, causal: isCausal }) },
    ].slice(0, sizes.numHeads),
  ).build(sizes);
const everyFourth = dilatedWindow(Number.POSITIVE_INFINITY, { dilation: 4 });

describeMechanism('heads that attend in different ways', {
  L: 13,
  S: 13,
  make: factorized(false),
  makeCausal: factorized(true),
  limit: {
    make: factorized(false),
    exact: () => under(byHead([slidingWindow(3), everyFourth, everyFourth])),
  },
});

describeMechanism('heads that attend in different ways, and lie unevenly', {
  L: 13,
  S: 13,
  make: factorized(false),
  makeCausal: (sizes) =>
    mixedHeads([
      { heads: 1, mechanism: linearAttention({ featureMap: eluFeatures(), causal: true }) },
      { heads: 2, mechanism: strided({ stride: 4, causal: true }) },
    ]).build(sizes),
  // A multiple of the stride: heads that lie evenly would not be copied.
  large: { L: 520, S: 520 },
});

describe('mixedHeads', () => {
  expectNoLeaks();
  const sizes = { numHeads: 3, headDim: 5, rng: new Rng(1) };

  it('gives each group its part of a mask, and the parameters of all', () => {
    tidy(() => {
      const local = under(slidingWindow(2));
      const mechanism = mixedHeads([
        { heads: 2, mechanism: local },
        { heads: 1, mechanism: under(dense()) },
      ]).build(sizes);
      const [q, k, v] = [1, 2, 3].map((seed) => randomNormal([2, 3, 7, 5], new Rng(seed)));
      for (const shape of [[2, 3, 7, 7], [3, 1, 7], [7]]) {
        const mask = less(randomUniform(shape, new Rng(4)), 0.6);
        const expected = under(byHead([slidingWindow(2), slidingWindow(2), dense()]))(q, k, v, { mask });
        expectClose(mechanism(q, k, v, { mask }).output, expected.output.read());
      }
      const tokens = globalTokens({ count: 2, window: 3 });
      const learned = mixedHeads([
        { heads: 1, mechanism: local },
        { heads: 2, mechanism: tokens },
      ]).build(sizes);
      expect(learned.modules.flatMap((module) => module.parameters()).map(({ shape }) => shape)).toEqual([
        [2, 2, 5],
        [2, 2, 5],
      ]);
      for (const module of learned.modules) module.dispose();
    });
  });

  it('decodes if all of its heads do, and says which do not', () => {
    const rng = new Rng(5);
    const mechanism = mixedHeads([
      { heads: 1, mechanism: under(causal()) },
      { heads: 2, mechanism: lsh({ causal: true, rng }) },
    ]);
    using layer = new MultiHeadAttention({ embedDim: 15, numHeads: 3, mechanism, rng });
    expect(() => layer.startDecoding()).toThrow('of lsh/causal, positions are hashed');
  });

  it('refuses groups that do not make up the heads', () => {
    const mechanism = under(dense());
    expect(() => mixedHeads([])).toThrow(ValueError);
    expect(() => mixedHeads([{ heads: 0.5, mechanism }])).toThrow('whole numbers from 1 on; got [0.5]');
    const groups = [
      { heads: 1, mechanism },
      { heads: 1, mechanism },
    ];
    expect(() => mixedHeads(groups).build(sizes)).toThrow('must make up 3 heads; got 1 + 1 = 2');
  });
});
