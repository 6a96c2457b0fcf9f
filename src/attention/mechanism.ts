import type { Module } from '../nn/index.ts';
import { type Rng, type Tensor, ValueError } from '../tensor/index.ts';
import type { DecodingState } from './decodingState.ts';

export interface AttentionOptions {
  /** For each of the B sequences, how many of the S keys are real. */
  readonly lengths?: ArrayLike<number> | null;
  /** bool, broadcast to [B, H, L, S]; true = may attend, so that one of PyTorch's goes in as logicalNot(mask). */
  readonly mask?: Tensor | null;
  /** The probability with which each weight is dropped in training, and the source of that chance. */
  readonly dropout?: { readonly p: number; readonly rng: Rng } | null;
  /** Return the weights too. They take L x S memory, so they are not computed otherwise; some mechanisms never form them. */
  readonly needWeights?: boolean;
}

export interface AttentionResult {
  /** [B, H, L, Ev], or [B, L, Ev] when heads were not given. */
  readonly output: Tensor;
  /** [B, H, L, S], or [B, L, S]; null unless asked for. Dropout is not applied to them. */
  readonly weights: Tensor | null;
  /**
   * [B, H, L], or [B, L]: the log-probability of the keys that were drawn, differentiable with respect to the scores, for
   * `reinforce`; null for mechanisms that draw none.
   */
  readonly logProb: Tensor | null;
}

/** The sizes of one call: queries [B, H, L, E], keys [B, H, S, E], values [B, H, S, Ev]. */
export interface AttentionShape {
  readonly B: number;
  readonly H: number;
  readonly L: number;
  readonly S: number;
  readonly E: number;
  readonly Ev: number;
  /** Heads are some of more, as in `mixedHeads`, so that sequences do not follow one another in memory; false by default. */
  readonly headsApart?: boolean;
}

/** The sizes that parameters may be made for. */
export type HeadSizes = Pick<AttentionShape, 'H' | 'L' | 'S' | 'E'>;

/** What one call takes, forward, without lengths, mask, dropout or weights. */
export interface AttentionCost {
  /** Of matrix products and attention, as `profile()` counts them: a block of 64 x 64 pairs is computed whole. */
  readonly multiplyAdds: number;
  /** The most that tensors take at once beside query, key and value, the output among them; without gradients. */
  readonly bytes: number;
}

/**
 * A way for queries to gather values by how their keys match: query [B, H, L, E], key [B, H, S, E], value [B, H, S, Ev],
 * or all three without H. Keys and values may have fewer heads Hk, each of which serves H / Hk heads of queries side by side.
 * The output is linear in the values.
 */
export interface Mechanism {
  (query: Tensor, key: Tensor, value: Tensor, options?: AttentionOptions): AttentionResult;
  readonly mechanism: string;
  /** Modules whose parameters the mechanism learns. */
  readonly modules: readonly Module[];
  /** Whether `needWeights` is understood; `attentionMap` shows the weights of those that never form them. */
  readonly formsWeights: boolean;
  /** Whether no query sees a later key, so that it serves in a decoder; null where its pattern does not tell. */
  readonly causal: boolean | null;
  /** @throws ShapeError for sizes that the mechanism is not for. */
  cost(shape: AttentionShape): AttentionCost;
  /** Where it decodes by a state of its own, mostly one that does not grow: that before the first position. */
  recurrent?(): DecodingState;
  /** Where it decodes by the keys and values of all positions so far, a `KVCache`: how the last L of S positions attend to them. */
  readonly cached?: Mechanism;
  /** Where it does neither, why. */
  readonly undecodable?: string;
}

/** What a mechanism with parameters must fit. */
export interface MechanismSizes {
  /** H */
  readonly numHeads: number;
  /** E */
  readonly headDim: number;
  readonly rng: Rng;
}

/**
 * A mechanism that has parameters, before it is known for how many heads of what size: each layer that is given one builds its
 * own.
 */
export interface MechanismRecipe {
  readonly recipe: string;
  build(sizes: MechanismSizes): Mechanism;
}

/**
 * The mechanism itself, or the one that a recipe makes for these sizes.
 *
 * @throws ValueError if it is neither.
 */
export function mechanismFor(given: Mechanism | MechanismRecipe, sizes: MechanismSizes): Mechanism {
  if (isRecipe(given)) return given.build(sizes);
  requireMechanism('mechanism', given);
  return given;
}

function isRecipe(given: unknown): given is MechanismRecipe {
  return typeof given === 'object' && given !== null && 'recipe' in given;
}

/** @throws ValueError for what a JavaScript caller may take for a mechanism: a recipe, a factory, a name. */
export function requireMechanism(operation: string, given: unknown): void {
  if (typeof given === 'function' && 'mechanism' in given) return;
  throw new ValueError(`${operation}: needs a mechanism, such as attention({ ... }); got ${whatCame(given)}`);
}

function whatCame(given: unknown): string {
  if (isRecipe(given)) {
    return `the recipe ${given.recipe}, of which a layer builds one, or recipe.build({ numHeads, headDim, rng })`;
  }
  if (typeof given === 'function')
    return `the function ${given.name}, which may make one: call it with its options`;
  return typeof given === 'string' ? `'${given}', a name` : String(given);
}
