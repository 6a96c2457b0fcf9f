import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { noGrad, Rng, randomNormal, slice, tidy, ValueError } from '../tensor/index.ts';
import {
  attention,
  bigBird,
  causal,
  document,
  eluFeatures,
  KVCache,
  linearAttention,
  linformer,
  type Mechanism,
  type MechanismRecipe,
  MultiHeadAttention,
  mixedHeads,
  not,
  type Pattern,
  padding,
  randomSynthesizer,
  rotary,
  scaledDot,
  slidingWindow,
  softmax,
  strided,
  synthesizerMixture,
} from './index.ts';

const rng = new Rng(1);
const [B, H, D, L] = [2, 3, 18, 7];
const under = (pattern: Pattern) => attention({ score: scaledDot(), normalizer: softmax(), pattern });
const layerWith = (mechanism: Mechanism | MechanismRecipe) =>
  new MultiHeadAttention({ embedDim: D, numHeads: H, numKeyValueHeads: 1, mechanism, rng });

describe('decoding', () => {
  expectNoLeaks();

  it('lines a pattern up by itself, whatever alignment it was given', () => {
    tidy(() =>
      noGrad(() => {
        const x = randomNormal([B, L, D], rng);
        for (const mechanism of [
          under(causal()),
          under(causal({ align: 'start' })),
          under(slidingWindow({ before: 2, after: 0 })),
          strided({ stride: 3, causal: true }),
          mixedHeads([
            { heads: 1, mechanism: linearAttention({ featureMap: eluFeatures(), causal: true }) },
            { heads: 2, mechanism: strided({ stride: 3, window: 1, causal: true }) },
          ]),
        ]) {
          using layer = layerWith(mechanism);
          using kvCache = layer.startDecoding();
          const whole = layer.forward(x, x, x).output;
          for (let i = 0; i < L; i++) {
            const next = slice(x, 1, i, i + 1);
            const { output } = layer.forward(next, next, next, { kvCache });
            expectClose(output, slice(whole, 1, i, i + 1).read(), 1e-5);
          }
        }
      }),
    );
  });

  it('keeps to lengths, and gives weights, with a cache', () => {
    tidy(() => {
      using layer = layerWith(strided({ stride: 2, causal: true }));
      using kvCache = layer.startDecoding();
      const x = randomNormal([B, L, D], rng);
      layer.forward(x, x, x, { kvCache });
      const next = randomNormal([B, 1, D], rng);
      const { weights } = layer.forward(next, next, next, { kvCache, lengths: [8, 3], needWeights: true });
      const seen = [...weights!.read()].map((weight) => (weight > 0 ? 1 : 0));
      expect(seen.slice(0, 8)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
      expect(seen.slice(8 * H, 8 * H + 8)).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    });
  });

  it('is refused at the start, with the reason and the way out', () => {
    const turned = (align?: 'start') =>
      attention({
        score: scaledDot(),
        normalizer: softmax(),
        pattern: causal(),
        positions: rotary({ align }),
      });
    for (const [mechanism, ...says] of [
      [
        under(bigBird({ seed: 1 })),
        'what bigBird(3, 2, 3) shows depends on how many positions there are in all',
      ],
      [under(not(document([1, 1, 2]))), 'depends on how many'],
      [under(padding([3, 2])), 'depends on how many'],
      [turned(), "rotary was not made for queries that are the last of the keys, as with align: 'end'"],
      [
        turned('start'),
        "rotary was not made for queries that are the last of the keys, as with align: 'end'",
      ],
      [randomSynthesizer({ maxLength: 7 }), 'randomSynthesizer was not made for'],
      [
        synthesizerMixture({ components: [scaledDot(), randomSynthesizer({ maxLength: 7, rank: 2 })] }),
        'or causal: true',
      ],
      [strided({ stride: 2 }), 'it is not causal'],
      [linformer({ maxLength: 7, rank: 3 }), 'linformer: cannot be decoded step by step: it is not causal'],
    ] as const) {
      using layer = layerWith(mechanism);
      for (const text of [...says, 'Generate by whole passes']) {
        expect(() => layer.startDecoding()).toThrow(ValueError);
        expect(() => layer.startDecoding()).toThrow(text);
      }
    }
  });

  it('says that a state is not a cache', () => {
    tidy(() => {
      using layer = layerWith(linearAttention({ featureMap: eluFeatures(), causal: true }));
      using kvCache = new KVCache();
      const x = randomNormal([B, L, D], rng);
      expect(() => layer.forward(x, x, x, { kvCache })).toThrow(
        'not by a KVCache: pass what startDecoding() gives',
      );
      expect(kvCache.length).toBe(0);
    });
  });
});
