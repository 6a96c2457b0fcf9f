import { expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  and,
  attention,
  causal,
  custom,
  eluFeatures,
  KVCache,
  linearAttention,
  linformer,
  lsh,
  type Mechanism,
  type MechanismRecipe,
  type Pattern,
  rotary,
  scaledDot,
  slidingWindow,
  softmax,
} from '../../attention/index.ts';
import { concat, noGrad, Rng, randomNormal, slice, tidy, ValueError } from '../../tensor/index.ts';
import { TransformerDecoder } from './decoder.ts';

expectNoLeaks();

const sizes = { embedDim: 12, numHeads: 3, feedForwardDim: 17, dropout: 0, numLayers: 2 };
const mechanism = linearAttention({ featureMap: eluFeatures(), causal: true });

it('decodes step by step what it computes at once, in constant memory where its mechanism can', () => {
  tidy(() =>
    noGrad(() => {
      const decoder = new TransformerDecoder({ ...sizes, mechanism, rng: new Rng(1) });
      const rng = new Rng(2);
      const memories = decoder.projectMemory(randomNormal([2, 5, 12], rng));
      const input = { memories, memoryLengths: [5, 3] };
      const x = randomNormal([2, 7, 12], rng);
      const whole = decoder.forward(x, input).output;
      const kvCaches = decoder.layers.map(({ selfAttn }) => selfAttn.startDecoding());
      const steps = Array.from(
        { length: 7 },
        (_, i) => decoder.forward(slice(x, 1, i, i + 1), { ...input, kvCaches }).output,
      );
      expectClose(concat(steps, 1), whole.read(), 1e-5);
      for (const cache of kvCaches) cache.dispose();
      decoder.dispose();
    }),
  );
});

it('learns with a mechanism that has no steps, and says so when it is asked for them', () => {
  const lookBack = lsh({ causal: true, rng: new Rng(1) });
  using decoder = new TransformerDecoder({ ...sizes, mechanism: lookBack, rng: new Rng(1) });
  tidy(() => {
    const x = randomNormal([2, 5, 12], new Rng(2));
    const input = { memories: decoder.projectMemory(x), memoryLengths: [5, 3] };
    expect(decoder.forward(x, input).output.shape).toEqual([2, 5, 12]);
    const start = () => decoder.layers.map(({ selfAttn }) => selfAttn.startDecoding());
    const step = () => decoder.forward(x, { ...input, kvCaches: [new KVCache(), new KVCache()] });
    for (const refused of [start, step]) {
      expect(refused).toThrow(ValueError);
      expect(refused).toThrow('lsh/causal: cannot be decoded step by step');
    }
  });
});

it('takes no positions beside a mechanism', () => {
  const make = () =>
    new TransformerDecoder({ ...sizes, mechanism, positions: () => rotary(), rng: new Rng(1) });
  expect(make).toThrow(ValueError);
});

it('takes no mechanism that sees the future', () => {
  const withMechanism = (given: Mechanism | MechanismRecipe) =>
    new TransformerDecoder({ ...sizes, mechanism: given, rng: new Rng(1) });
  const masked = (pattern: Pattern) => attention({ score: scaledDot(), normalizer: softmax(), pattern });
  for (const wrong of [
    masked(slidingWindow(3)),
    linformer({ maxLength: 7, rank: 3 }),
    linearAttention({ featureMap: eluFeatures() }),
  ]) {
    expect(() => withMechanism(wrong)).toThrow(ValueError);
    expect(() => withMechanism(wrong)).toThrow('is not causal');
  }
  // Of a pattern of one's own it cannot be told.
  for (const right of [
    masked(and(causal(), slidingWindow(3))),
    masked(slidingWindow({ before: 3, after: 0 })),
    masked(custom((i, j) => j < i)),
    linearAttention({ featureMap: eluFeatures(), causal: true }),
  ])
    withMechanism(right).dispose();
});
