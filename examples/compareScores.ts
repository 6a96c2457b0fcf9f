// Four ways to score how alike a query and a key are, on the same queries and keys: what each looks at, and how sharply.
import {
  AdditiveScore,
  attention,
  attentionEntropy,
  attentionMap,
  BilinearScore,
  dot,
  Rng,
  randomNormal,
  scaledDot,
  softmax,
} from 'heed';

const rng = new Rng(1);
const size = 16;
const query = randomNormal([1, 5, size], rng);
const key = randomNormal([1, 7, size], rng);

const scores = [
  dot(),
  scaledDot(),
  new BilinearScore({ queryDim: size, keyDim: size, rng }),
  new AdditiveScore({ queryDim: size, keyDim: size, hiddenDim: size, rng }),
];
for (const score of scores) {
  const map = attentionMap(attention({ score, normalizer: softmax() }), query, key);
  const entropy = attentionEntropy(await map.data(), 7);
  console.log(
    `${score.name.padEnd(10)} entropy ${entropy.toFixed(3)} of at most ${Math.log(7).toFixed(3)} nats`,
  );
}
