// Draws docs/figures/mechanisms.svg, the maps of docs/mechanisms.md:
//   node scripts/mechanismFigures.ts
import { writeFileSync } from 'node:fs';
import {
  attention,
  attentionMap,
  bigBird,
  denseSynthesizer,
  eluFeatures,
  favorFeatures,
  globalTokens,
  inducedSet,
  linearAttention,
  linformer,
  longformer,
  lsh,
  type Mechanism,
  type MechanismRecipe,
  mechanismFor,
  memoryCompressed,
  nystrom,
  type Pattern,
  randomFourierFeatures,
  randomSynthesizer,
  routing,
  scaledDot,
  sinkhorn,
  slidingWindow,
  softmax,
  softmaxFeatures,
  strided,
} from '../src/attention/index.ts';
import { add, mul, Rng, randomNormal, type Tensor, tensor, tidy } from '../src/tensor/index.ts';
import { type Picture, standaloneSvg } from '../src/viz/index.ts';
import { mapThumbnail } from '../src/viz/pictures/mapThumbnail.ts';
import { label, padded } from '../src/viz/svg.ts';

const [L, E] = [64, 16];
const [COLUMNS, SIZE, GAP, NAME] = [5, 108, 22, 20];

/** Passages of a few topics that come back, and neighbours that are alike: near the diagonal and far from it there is something to see. */
function sequence(rng: Rng): Tensor {
  const topics = [0, 1, 2, 0, 3, 1, 2, 3].flatMap((topic, i) =>
    Array<number>(i % 2 === 0 ? 6 : 10).fill(topic),
  );
  const vectors = Array.from({ length: 4 }, () => Array.from({ length: E }, () => rng.normal()));
  const content = tensor(topics.map((topic) => vectors[topic]));
  return tidy(() => add(mul(content, 1.1), mul(randomNormal([L, E], rng), 0.6)).reshape([1, 1, L, E]));
}

const under = (pattern?: Pattern): Mechanism =>
  attention({ score: scaledDot(), normalizer: softmax(), pattern });
const random = new Rng(1);
const mechanisms: [string, Mechanism | MechanismRecipe][] = [
  ['exact', under()],
  ['slidingWindow', under(slidingWindow(5))],
  ['strided', strided({ stride: 8 })],
  ['longformer', under(longformer({ window: 3, globalTokens: [0, 1] }))],
  ['bigBird', under(bigBird({ blockSize: 4, globalBlocks: 1, randomBlocks: 2, seed: 3 }))],
  ['globalTokens', globalTokens({ count: 4, window: 3 })],
  ['lsh', lsh({ bucketSize: 8, numRounds: 2, rng: random })],
  ['routing', routing({ numClusters: 6 })],
  ['sinkhorn', sinkhorn({ blockSize: 8, temperature: 0.1 })],
  ['linformer', linformer({ maxLength: L, rank: 16 })],
  ['memoryCompressed', memoryCompressed({ factor: 4 })],
  ['nystrom', nystrom({ numLandmarks: 16 })],
  ['inducedSet', inducedSet({ numInducing: 8 })],
  ['eluFeatures', linearAttention({ featureMap: eluFeatures() })],
  ['softmaxFeatures', linearAttention({ featureMap: softmaxFeatures() })],
  ['randomFourier', linearAttention({ featureMap: randomFourierFeatures({ numFeatures: 64 }) })],
  ['favorFeatures', linearAttention({ featureMap: favorFeatures({ numFeatures: 128 }) })],
  ['denseSynthesizer', denseSynthesizer({ maxLength: L })],
  ['randomSynthesizer', randomSynthesizer({ maxLength: L })],
];

function mapOf(given: Mechanism | MechanismRecipe, x: Tensor): number[][] {
  const mechanism = mechanismFor(given, { numHeads: 1, headDim: E, rng: new Rng(5) });
  for (const module of mechanism.modules) module.eval();
  const values = tidy(() => attentionMap(mechanism, x, x).read());
  return Array.from({ length: L }, (_, i) => [...values.slice(i * L, (i + 1) * L)]);
}

function gallery(): Picture {
  const x = sequence(new Rng(8));
  const maps = mechanisms.map(([name, mechanism], n) => {
    const weights = mapOf(mechanism, x);
    const [left, top] = [(n % COLUMNS) * (SIZE + GAP), Math.floor(n / COLUMNS) * (SIZE + GAP + NAME)];
    // Against the strongest of most: a single weight of 1 would leave the rest blank.
    const sorted = weights.flat().sort((a, b) => b - a);
    const map = mapThumbnail(
      weights.map((row) => row.map((weight) => Math.max(0, weight))),
      sorted[Math.floor(0.01 * sorted.length)],
      SIZE,
    );
    const heading = label(SIZE / 2, 12, name, 'text-anchor="middle" font-size="12" fill="var(--ink)"');
    return `<g transform="translate(${left} ${top})">${heading}<g transform="translate(0 ${NAME})">${map.body}</g></g>`;
  });
  const rows = Math.ceil(mechanisms.length / COLUMNS);
  return {
    width: COLUMNS * (SIZE + GAP) - GAP,
    height: rows * (SIZE + GAP + NAME) - GAP,
    title: 'The maps of mechanisms on one sequence',
    description:
      `Queries down, keys across, ${L} of each, in passages of four topics. Exact attention is dark where topics are the same; ` +
      'windows are dark along the diagonal; clusters and sorted blocks find some of the passages far off; linear attention spreads over everything, more or less.',
    body: maps.join(''),
  };
}

writeFileSync('docs/figures/mechanisms.svg', standaloneSvg(padded(gallery())));
