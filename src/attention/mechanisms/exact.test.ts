import { describeMechanism } from '../../../test/conformance/mechanism.ts';
import {
  AdditiveScore,
  and,
  attention,
  BilinearScore,
  causal,
  cosine,
  gaussian,
  LocationScore,
  LowRankBilinearScore,
  type MechanismSizes,
  rotary,
  type Score,
  ShawPositions,
  scaledDot,
  slidingWindow,
  softmax,
  sparsemax,
} from '../index.ts';

const exact = () => attention({ score: scaledDot(), normalizer: softmax() });

describeMechanism('exact attention', {
  make: exact,
  makeCausal: () => attention({ score: scaledDot(), normalizer: softmax(), pattern: causal() }),
});
describeMechanism('a sliding window', {
  L: 13,
  S: 13,
  make: () => attention({ score: scaledDot(), normalizer: softmax(), pattern: slidingWindow(3) }),
  makeCausal: () =>
    attention({ score: scaledDot(), normalizer: softmax(), pattern: and(causal(), slidingWindow(3)) }),
  limit: {
    make: () => attention({ score: scaledDot(), normalizer: softmax(), pattern: slidingWindow(13) }),
  },
});
describeMechanism('sparsemax', {
  make: () => attention({ score: cosine({ scale: 3 }), normalizer: sparsemax() }),
  makeCausal: () => attention({ score: cosine(), normalizer: sparsemax(), pattern: causal() }),
  gradientStep: 1e-3,
});

describeMechanism('Gaussian kernels', {
  make: () => attention({ score: gaussian({ width: 2 }), normalizer: softmax() }),
  makeCausal: () => attention({ score: gaussian({ width: 2 }), normalizer: softmax(), pattern: causal() }),
});
describeMechanism('rotary positions', {
  L: 13,
  S: 13,
  make: () => attention({ score: scaledDot(), normalizer: softmax(), positions: rotary() }),
  makeCausal: () =>
    attention({ score: scaledDot(), normalizer: softmax(), positions: rotary(), pattern: causal() }),
});

const sizes = { queryDim: 6, keyDim: 6 };
for (const [name, make] of Object.entries({
  additive: (context) => new AdditiveScore({ ...sizes, hiddenDim: 7, ...context }),
  bilinear: (context) => new BilinearScore({ ...sizes, ...context }),
  lowRankBilinear: (context) => new LowRankBilinearScore({ ...sizes, rank: 5, ...context }),
  location: (context) => new LocationScore({ ...sizes, maxLength: 223, ...context }),
} satisfies Record<string, (context: MechanismSizes) => Score>)) {
  describeMechanism(`the ${name} score`, {
    make: (context) => attention({ score: make(context), normalizer: softmax() }),
    makeCausal: (context) => attention({ score: make(context), normalizer: softmax(), pattern: causal() }),
    comparesSizes: true,
    ...(name === 'location' && { reads: ['query', 'value'] }),
  });
}
describeMechanism('the positions of Shaw', {
  L: 13,
  S: 13,
  make: (context) =>
    attention({
      score: scaledDot(),
      normalizer: softmax(),
      positions: new ShawPositions({ ...context, maxDistance: 3 }),
    }),
  makeCausal: (context) =>
    attention({
      score: scaledDot(),
      normalizer: softmax(),
      pattern: causal(),
      positions: new ShawPositions({ ...context, maxDistance: 3 }),
    }),
});
