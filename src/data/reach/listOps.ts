import { ValueError } from '../../tensor/errors.ts';
import type { Rng } from '../../tensor/rng.ts';
import { type ListOperator, listOperators } from './evaluateListOps.ts';
import { requireWhole } from './generateTask.ts';

/** How expressions are drawn. */
export interface ListOpsRules {
  /** How deep lists may lie in one another, digits included. */
  readonly maxDepth: number;
  /** The most arguments of an operator; the fewest are 2. */
  readonly maxArgs: number;
  /** The fewest and the most tokens that an expression may have; others are drawn anew. */
  readonly minLength: number;
  readonly maxLength: number;
}

/** An expression in prefix order, lists ended by `]`, and its value. */
export interface ListOpsExpression {
  readonly tokens: readonly string[];
  readonly value: number;
}

/** The rules of the two publications but for lengths: those of Long Range Arena are from 500 to 2,000. */
export const listOpsRules = {
  /** Nangia and Bowman, 2018. */
  original: { maxDepth: 20, maxArgs: 5 },
  /** Long Range Arena (Tay et al., 2021). */
  longRangeArena: { maxDepth: 10, maxArgs: 10 },
} as const;

const OPERATORS = Object.keys(listOperators) as ListOperator[];
const LIST_SHARE = 0.25;
/** A length that so many draws do not hit is as good as impossible. */
const MOST_DRAWS = 1_000_000;

/**
 * A random expression by the rules of Nangia and Bowman (2018), as Long Range Arena draws them, too: above the greatest depth a
 * quarter of all places are lists, of one of four operators and 2 to `maxArgs` arguments, the others digits.
 *
 * @throws ValueError if a rule is no whole number, or no expression has such a length.
 */
export function drawListOps(rng: Rng, rules: ListOpsRules): ListOpsExpression {
  const { maxDepth, maxArgs, minLength, maxLength } = rules;
  requireWhole('maxDepth', maxDepth, 1);
  requireWhole('maxArgs', maxArgs, 2);
  requireWhole('minLength', minLength, 1);
  requireWhole('maxLength', maxLength, minLength);
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const tokens: string[] = [];
    const value = grow(rng, 1, rules, tokens);
    if (value !== null && tokens.length >= minLength) return { tokens, value };
  }
  throw new ValueError(
    `ListOps: no expression of ${minLength} to ${maxLength} tokens was found; allow more of them, or more depth or arguments ` +
      `(they are ${maxDepth} and ${maxArgs})`,
  );
}

/** Appends an expression and gives its value; null once there are too many tokens. */
function grow(rng: Rng, depth: number, rules: ListOpsRules, tokens: string[]): number | null {
  const isList = depth < rules.maxDepth && rng.uniform() < LIST_SHARE;
  if (!isList) {
    const digit = rng.integer(10);
    tokens.push(String(digit));
    return tokens.length <= rules.maxLength ? digit : null;
  }
  const operator = OPERATORS[rng.integer(OPERATORS.length)];
  const values: number[] = [];
  tokens.push(operator);
  for (let left = 2 + rng.integer(rules.maxArgs - 1); left > 0; left--) {
    const value = grow(rng, depth + 1, rules, tokens);
    if (value === null) return null;
    values.push(value);
  }
  tokens.push(']');
  return tokens.length <= rules.maxLength ? listOperators[operator](values) : null;
}
