// A sequence of 8,192 positions through a layer, by exact attention and by what costs less; and a decoder whose memory of
// the past does not grow.
import {
  attention,
  configure,
  eluFeatures,
  linearAttention,
  lsh,
  type Mechanism,
  type MechanismRecipe,
  MultiHeadAttention,
  Rng,
  randomNormal,
  scaledDot,
  slidingWindow,
  softmax,
  tidy,
} from 'heed';

configure({ threads: 1 });
const [L, D, H] = [8192, 128, 4];
const rng = new Rng(1);
const x = randomNormal([1, L, D], rng);

const exact = attention({ score: scaledDot(), normalizer: softmax() });
const mechanisms: Record<string, Mechanism | MechanismRecipe> = {
  exact,
  'a window of 128': attention({ score: scaledDot(), normalizer: softmax(), pattern: slidingWindow(128) }),
  'LSH, 2 rounds': lsh({ numRounds: 2, rng }),
  linear: linearAttention({ featureMap: eluFeatures() }),
};
const shape = { B: 1, H, L, S: L, E: D / H, Ev: D / H };
for (const [name, mechanism] of Object.entries(mechanisms)) {
  using layer = new MultiHeadAttention({ embedDim: D, numHeads: H, mechanism, rng });
  tidy(() => layer.forward(x, x, x)); // once to make patterns and compile
  const began = performance.now();
  tidy(() => layer.forward(x, x, x));
  const ms = performance.now() - began;
  const share = layer.mechanism.cost(shape).multiplyAdds / exact.cost(shape).multiplyAdds;
  console.log(
    `${name.padEnd(16)} ${ms.toFixed(0).padStart(5)} ms, ${(100 * share).toFixed(1)} % of the multiply-adds`,
  );
}

using decoder = new MultiHeadAttention({
  embedDim: D,
  numHeads: H,
  mechanism: linearAttention({ featureMap: eluFeatures(), causal: true }),
  rng,
});
using past = decoder.startDecoding();
for (let position = 0; position < 1000; position++) {
  tidy(() => {
    const next = randomNormal([1, 1, D], rng);
    return decoder.forward(next, next, next, { kvCache: past }).output.read();
  });
}
console.log(
  `decoded ${past.length} positions, one after the other, from sums that stay as large as they are`,
);
