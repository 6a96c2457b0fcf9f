import { expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  attention,
  inducedSet,
  observeAttention,
  rotary,
  scaledDot,
  slidingWindow,
  softmax,
} from '../../attention/index.ts';
import { noGrad, Rng, randomNormal, tidy, ValueError } from '../../tensor/index.ts';
import { TransformerEncoder } from './encoder.ts';

const sizes = { embedDim: 12, numHeads: 3, feedForwardDim: 17, dropout: 0, numLayers: 2 };

expectNoLeaks();

it('builds of a recipe a mechanism for each layer, and of all their maps shows where they look', () => {
  const encoder = new TransformerEncoder({
    ...sizes,
    mechanism: inducedSet({ numInducing: 5 }),
    rng: new Rng(1),
  });
  tidy(() => {
    const points = [...encoder.namedParameters().keys()].filter((name) => name.endsWith('points'));
    expect(points).toEqual([0, 1].map((layer) => `layers.${layer}.self_attn.mechanism_modules.0.points`));
    const x = randomNormal([2, 7, 12], new Rng(2));
    const { result, maps } = observeAttention(encoder, () =>
      noGrad(() => encoder.forward(x, { lengths: [7, 4] })),
    );
    expect(result.output.shape).toEqual([2, 7, 12]);
    expect(maps.map(({ shape }) => shape)).toEqual([
      [2, 3, 7, 7],
      [2, 3, 7, 7],
    ]);
    // Of the second sequence nobody looks behind its fourth word.
    const { weights } = maps[0];
    for (let row = 0; row < 21; row++) for (let j = 4; j < 7; j++) expect(weights[147 + 7 * row + j]).toBe(0);
  });
  encoder.dispose();
});

it('takes a pattern, or a mechanism with that pattern, but not both', () => {
  const pattern = slidingWindow(2);
  const mechanism = attention({ score: scaledDot(), normalizer: softmax(), pattern });
  const [a, b] = [{ pattern }, { mechanism }].map(
    (options) => new TransformerEncoder({ ...sizes, ...options, rng: new Rng(3) }),
  );
  tidy(() =>
    noGrad(() => {
      const x = randomNormal([2, 7, 12], new Rng(4));
      expectClose(a.forward(x).output, b.forward(x).output.read());
    }),
  );
  for (const encoder of [a, b]) encoder.dispose();
  for (const beside of [{ pattern }, { positions: () => rotary() }]) {
    expect(() => new TransformerEncoder({ ...sizes, mechanism, ...beside, rng: new Rng(5) })).toThrow(
      ValueError,
    );
  }
});
