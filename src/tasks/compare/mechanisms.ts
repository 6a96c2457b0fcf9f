import {
  attention,
  global,
  inducedSet,
  linformer,
  type Mechanism,
  type MechanismRecipe,
  memoryCompressed,
  nystrom,
  or,
  type Pattern,
  scaledDot,
  slidingWindow,
  softmax,
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

const withPattern =
  (pattern?: Pattern): ComparedMechanism =>
  () =>
    attention({ score: scaledDot(), normalizer: softmax(), pattern });

/** Mechanisms by name, with sizes that make them cheap at some thousand tokens. */
export const comparedMechanisms: Readonly<Record<string, ComparedMechanism>> = {
  exact: withPattern(),
  local: withPattern(slidingWindow(64)),
  longformer: withPattern(or(slidingWindow(64), global([0]))),
  linformer: ({ maxLength }) => linformer({ maxLength, rank: Math.min(64, maxLength), sharing: 'keyValue' }),
  memoryCompressed: () => memoryCompressed({ factor: 4 }),
  nystrom: () => nystrom({ numLandmarks: 64 }),
  inducedSet: () => inducedSet({ numInducing: 64 }),
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
