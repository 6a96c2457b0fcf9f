import {
  attention,
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
  memoryCompressed,
  mixedHeads,
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
} from '../../attention/index.ts';
import { type Rng, ValueError } from '../../tensor/index.ts';

/** What a mechanism has to be made for. */
export interface ComparedSizes {
  /** The most tokens of a sequence. */
  readonly maxLength: number;
  readonly numHeads: number;
  /** E */
  readonly headDim: number;
  /** For those that draw at random; of those with parameters, each layer has its own chances. */
  readonly rng: Rng;
}

/** Makes a mechanism, or a recipe where it has parameters, anew for each model. */
export type ComparedMechanism = (sizes: ComparedSizes) => Mechanism | MechanismRecipe;

const plain = (pattern?: Pattern): Mechanism =>
  attention({ score: scaledDot(), normalizer: softmax(), pattern });
/** The pattern is made once, so that what it lowers to is kept from one training to the next. */
const withPattern =
  (pattern?: Pattern): ComparedMechanism =>
  () =>
    plain(pattern);

function stridesAndWindow(numHeads: number): MechanismRecipe {
  if (numHeads < 2) {
    throw new ValueError(
      `sparse: half of its heads take strides and the others a window, so numHeads must be at least 2; got ${numHeads}`,
    );
  }
  return mixedHeads([
    { heads: Math.ceil(numHeads / 2), mechanism: strided({ stride: 32 }) },
    { heads: Math.floor(numHeads / 2), mechanism: plain(slidingWindow(64)) },
  ]);
}

/** Mechanisms by name, with sizes that make them cheap at some thousand tokens. */
export const comparedMechanisms: Readonly<Record<string, ComparedMechanism>> = {
  exact: withPattern(),
  local: withPattern(slidingWindow(64)),
  sparse: ({ numHeads }) => stridesAndWindow(numHeads),
  longformer: withPattern(longformer({ window: 64, globalTokens: [0] })),
  bigBird: withPattern(bigBird({ globalBlocks: 1, randomBlocks: 2, seed: 0 })),
  globalTokens: () => globalTokens({ count: 8, window: 64 }),
  lsh: ({ rng }) => lsh({ numRounds: 2, rng }),
  routing: ({ maxLength }) => routing({ numClusters: Math.round(Math.sqrt(maxLength)) }),
  sinkhorn: () => sinkhorn({ blockSize: 64 }),
  linformer: ({ maxLength }) => linformer({ maxLength, rank: Math.min(64, maxLength), sharing: 'keyValue' }),
  memoryCompressed: () => memoryCompressed({ factor: 4 }),
  linear: () => linearAttention({ featureMap: eluFeatures() }),
  efficient: () => linearAttention({ featureMap: softmaxFeatures() }),
  randomFourier: () => linearAttention({ featureMap: randomFourierFeatures({ numFeatures: 64 }) }),
  performer: () => linearAttention({ featureMap: favorFeatures({ numFeatures: 64 }) }),
  nystrom: () => nystrom({ numLandmarks: 64 }),
  inducedSet: () => inducedSet({ numInducing: 64 }),
  denseSynthesizer: ({ maxLength }) => denseSynthesizer({ maxLength }),
  randomSynthesizer: ({ maxLength }) => randomSynthesizer({ maxLength, rank: 32 }),
};

/** Those of some names. @throws ValueError for one that is not known, which names those that are. */
export function pickMechanisms(names: readonly string[]): Readonly<Record<string, ComparedMechanism>> {
  const unknown = names.find((name) => !Object.hasOwn(comparedMechanisms, name));
  if (unknown !== undefined) {
    throw new ValueError(
      `compare: there is no mechanism "${unknown}"; there are ${Object.keys(comparedMechanisms).join(', ')}`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, comparedMechanisms[name]]));
}
