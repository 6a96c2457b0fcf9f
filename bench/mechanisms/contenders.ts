import {
  and,
  attention,
  bigBird,
  byHead,
  causal,
  dense,
  eluFeatures,
  favorFeatures,
  globalTokens,
  inducedSet,
  learnedGate,
  linearAttention,
  linformer,
  longformer,
  lsh,
  type Mechanism,
  type MechanismRecipe,
  memoryCompressed,
  mixedHeads,
  nystrom,
  type Pattern,
  randomSynthesizer,
  retention,
  routing,
  scaledDot,
  sinkhorn,
  slidingWindow,
  softmax,
  strided,
} from '../../src/attention/index.ts';
import { Rng } from '../../src/tensor/index.ts';

export const [B, H, E] = [1, 8, 64];

const root = (L: number): number => Math.round(Math.sqrt(L));
const under = (pattern: Pattern): Mechanism =>
  attention({ score: scaledDot(), normalizer: softmax(), pattern });

export const exact = under(dense());

/** What is timed beside exact attention: a line each. */
export const contenders: Record<string, (L: number) => Mechanism | MechanismRecipe> = {
  'local, 256 on either side': () => under(slidingWindow(256)),
  'local, 256 before': () => under(and(causal(), slidingWindow(256))),
  'strided, √L': (L) => strided({ stride: root(L) }),
  'strided, √L, causal': (L) => strided({ stride: root(L), causal: true }),
  'dilated by 4, 256 on either side': () => strided({ stride: 4, window: 256 }),
  Longformer: () => under(longformer({ window: 256, globalTokens: [0] })),
  'Big Bird': () => under(bigBird({ seed: 1 })),
  'Big Bird, by head': () => under(bigBird({ seed: 1, numHeads: H })),
  '16 global tokens, 256 on either side': () => globalTokens({ count: 16, window: 256 }),
  '7 local heads, 1 dense': () =>
    under(byHead([...Array.from({ length: H - 1 }, () => slidingWindow(256)), dense()])),
  '4 local heads, 4 strided': (L) =>
    mixedHeads([
      { heads: H / 2, mechanism: under(slidingWindow(256)) },
      { heads: H / 2, mechanism: strided({ stride: root(L) }) },
    ]),
  'LSH, 2 rounds': () => lsh({ numRounds: 2, rng: new Rng(1) }),
  'LSH, 2 rounds, causal': () => lsh({ numRounds: 2, causal: true, rng: new Rng(1) }),
  'routing, √L clusters': (L) => routing({ numClusters: root(L) }),
  'routing, √L clusters, causal': (L) => routing({ numClusters: root(L), causal: true }),
  'Sinkhorn, blocks of 128': () => sinkhorn({ blockSize: 128 }),
  'Linformer, rank 256': (L) => linformer({ maxLength: L, rank: 256, sharing: 'keyValue' }),
  'memory-compressed, factor 16': () => memoryCompressed({ factor: 16 }),
  'memory-compressed, factor 16, causal': () => memoryCompressed({ factor: 16, causal: true }),
  'Nyström, 64 landmarks': () => nystrom({ numLandmarks: 64 }),
  '64 inducing points': () => inducedSet({ numInducing: 64 }),
  'random Synthesizer, rank 8': (L) => randomSynthesizer({ maxLength: L, rank: 8 }),
  'linear, elu + 1': () => linearAttention({ featureMap: eluFeatures() }),
  'linear, elu + 1, causal': () => linearAttention({ featureMap: eluFeatures(), causal: true }),
  'linear, elu + 1, causal, gated': () =>
    linearAttention({ featureMap: eluFeatures(), causal: true, gate: learnedGate() }),
  'retention, causal': () => retention(),
  'Performer, 256 features': () => linearAttention({ featureMap: favorFeatures({ numFeatures: 256 }) }),
};
