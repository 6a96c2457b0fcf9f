import type { Module } from '../nn/index.ts';
import {
  checkLengths,
  expandDims,
  formatShape,
  type Rng,
  ShapeError,
  squeeze,
  type Tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import { checkMask } from './checkMask.ts';
import type { DecodingState } from './decodingState.ts';
import type {
  AttentionCost,
  AttentionOptions,
  AttentionResult,
  AttentionShape,
  HeadSizes,
  Mechanism,
} from './mechanism.ts';
import { repeatHeads } from './repeatHeads.ts';
import { type HeadsBuiltFor, requireHeads } from './requireHeads.ts';
import { requireSameLength } from './requireSameLength.ts';

/** Everything of one call, checked. */
export interface HeadInputs {
  /** [B, H, L, E] */
  readonly query: Tensor;
  /** [B, H, S, E]; [B, Hk, S, E] of a mechanism that groups heads itself, and the same of values. */
  readonly key: Tensor;
  /** [B, H, S, Ev] */
  readonly value: Tensor;
  /** Null where all keys are real. */
  readonly lengths: readonly number[] | null;
  /** bool, broadcast to [B, H, L, S]. */
  readonly mask: Tensor | null;
  /** Null where nothing is dropped. */
  readonly dropout: { readonly p: number; readonly rng: Rng } | null;
  readonly needWeights: boolean;
}

export interface MechanismDefinition {
  readonly name: string;
  readonly modules?: readonly Module[];
  /** It can say its weights; otherwise asking for them is refused. */
  readonly formsWeights?: boolean;
  /** No query sees a later key; false by default, null where that is not known. */
  readonly causal?: boolean | null;
  /** It understands keys with fewer heads than queries; otherwise they are repeated before. */
  readonly groupsHeads?: boolean;
  /** Queries and keys are the positions of one sequence, so that L must be S; this says why, or what to do otherwise. */
  readonly selfAttention?: string | undefined;
  /** The heads that its parameters fit; others are refused. */
  readonly builtFor?: HeadsBuiltFor;
  /** What else it refuses. @throws ShapeError */
  requireSizes?(sizes: HeadSizes): void;
  /** Queries and keys may have different sizes E, or whoever compares them says that they may not. */
  readonly comparesSizes?: boolean;
  /** Runs within a `tidy`. */
  attend(inputs: HeadInputs): { output: Tensor; weights?: Tensor | null; logProb?: Tensor | null };
  cost(shape: AttentionShape): AttentionCost;
  /** How it decodes, one of these three; see `Mechanism`. Without any it does not. */
  readonly recurrent?: (() => DecodingState) | undefined;
  readonly cached?: Mechanism | undefined;
  readonly undecodable?: string | undefined;
}

/**
 * A mechanism from what is its own: arguments are checked for it, with or without heads, and what it makes on the way is freed.
 * It throws ShapeError where query, key and value do not fit one another or the mechanism, which `cost` refuses as well, ValueError
 * where weights are asked for that it never forms.
 */
export function defineMechanism(definition: MechanismDefinition): Mechanism {
  const { name, modules = [], formsWeights = false, causal = false } = definition;
  const attend = (
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionOptions = {},
  ): AttentionResult => {
    checkShapes(query, key, value);
    if (options.needWeights && !formsWeights) {
      throw new ValueError(
        `${name}: weights are never formed, so needWeights cannot be had. attentionMap(mechanism, query, key) shows them.`,
      );
    }
    return tidy(() => {
      if (query.rank === 4) return attendHeads(definition, query, key, value, options);
      const [q, k, v] = [query, key, value].map((x) => expandDims(x, 1));
      const { output, weights, logProb } = attendHeads(definition, q, k, v, options);
      const withoutHeads = (x: Tensor | null) => x && squeeze(x, 1);
      return {
        output: squeeze(output, 1),
        weights: withoutHeads(weights),
        logProb: withoutHeads(logProb),
      };
    });
  };
  const cost = (shape: AttentionShape): AttentionCost => {
    checkSizes(definition, shape);
    return definition.cost(shape);
  };
  const { recurrent, cached, undecodable } = definition;
  return Object.assign(attend, {
    mechanism: name,
    modules,
    formsWeights,
    causal,
    cost,
    ...(recurrent && { recurrent }),
    ...(cached && { cached }),
    ...(undecodable !== undefined && { undecodable }),
  });
}

/** What calls and `cost` refuse alike. */
function checkSizes(definition: MechanismDefinition, sizes: HeadSizes): void {
  const { name, selfAttention, builtFor } = definition;
  const { H, L, S, E } = sizes;
  if (builtFor !== undefined) requireHeads(name, builtFor, H, E);
  definition.requireSizes?.(sizes);
  if (selfAttention !== undefined) requireSameLength(name, L, S, selfAttention);
}

function attendHeads(
  definition: MechanismDefinition,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions,
): AttentionResult {
  const { mask = null, needWeights = false, dropout } = options;
  const { name, attend, groupsHeads = false, comparesSizes = false } = definition;
  const [B, H, L, E] = query.shape;
  const [, , S, Ek] = key.shape;
  checkSizes(definition, { H, L, S, E });
  if (!comparesSizes && E !== Ek) {
    throw new ShapeError(`${name}: query and key must have the same size E; got ${E} and ${Ek}`);
  }
  const lengths = checkLengths(options.lengths, B, S);
  checkMask(mask, [B, H, L, S]);
  const { output, weights, logProb } = attend({
    query,
    key: groupsHeads ? key : repeatHeads(key, H),
    value: groupsHeads ? value : repeatHeads(value, H),
    lengths,
    mask,
    dropout: dropout != null && dropout.p > 0 ? dropout : null,
    needWeights,
  });
  return { output, weights: (needWeights && weights) || null, logProb: logProb ?? null };
}

/** The rule that is broken most: people pass the wrong state as value. */
export const DIFFERENT_LENGTHS = 'key and value must share length S';

function checkShapes(query: Tensor, key: Tensor, value: Tensor): void {
  const broken = brokenRule(query, key, value);
  if (broken === null) return;
  const [q, k, v] = [query, key, value].map(({ shape }) => formatShape(shape));
  const hint = broken === DIFFERENT_LENGTHS ? ' Did you pass the decoder state as value?' : '';
  throw new ShapeError(`attention: ${broken}; got query ${q}, key ${k} and value ${v}.${hint}`);
}

function brokenRule(query: Tensor, key: Tensor, value: Tensor): string | null {
  const { rank } = query;
  if (rank < 3 || rank > 4 || key.rank !== rank || value.rank !== rank) {
    return 'query, key and value must all be [B, L, E], or all [B, H, L, E] with heads';
  }
  const lead = rank - 2;
  if (query.shape[0] !== key.shape[0] || key.shape[0] !== value.shape[0]) {
    return 'query, key and value must share batch B';
  }
  if (rank === 4) {
    const [[, H], [, Hk], [, Hv]] = [query.shape, key.shape, value.shape];
    if (Hk !== Hv || (Hk === 0 ? H > 0 : H % Hk > 0)) {
      return 'key and value must share heads Hk, and those of the query must be a multiple of them';
    }
  }
  if (key.shape[lead] === value.shape[lead]) return null;
  return DIFFERENT_LENGTHS;
}
