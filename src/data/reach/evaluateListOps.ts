import { DataError } from '../../tensor/errors.ts';

/** What the operators make of their arguments, digits all. */
export const listOperators = {
  '[MIN': (values) => Math.min(...values),
  '[MAX': (values) => Math.max(...values),
  /** The median, or of an even number the mean of the middle two, rounded down. */
  '[MED': (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) >> 1;
  },
  /** The sum, of which the last digit counts. */
  '[SM': (values) => values.reduce((sum, value) => sum + value, 0) % 10,
} satisfies Readonly<Record<string, (values: readonly number[]) => number>>;

export type ListOperator = keyof typeof listOperators;

/** All tokens of an expression; its id is a token's place here, from 1. */
export const listOpsTokens: readonly string[] = [...Object.keys(listOperators), ...'0123456789', ']'];

/**
 * The value of an expression such as `[MAX 2 [MIN 4 7 ] 0 ]`, a digit.
 *
 * @throws DataError that says at which token it is none.
 */
export function evaluateListOps(tokens: readonly string[]): number {
  const open: { readonly operator: ListOperator; readonly values: number[] }[] = [];
  let result: number | null = null;
  const refuse = (i: number, why: string): never => {
    throw new DataError(`ListOps: token ${i + 1}, ${JSON.stringify(tokens[i])}: ${why}`);
  };
  for (const [i, token] of tokens.entries()) {
    if (result !== null) refuse(i, 'the expression has ended before it');
    if (isOperator(token)) {
      open.push({ operator: token, values: [] });
      continue;
    }
    let value: number;
    if (token === ']') {
      const list = open.pop() ?? refuse(i, 'there is no list open that it could end');
      if (list.values.length === 0) refuse(i, 'it ends a list of nothing');
      value = listOperators[list.operator](list.values);
    } else {
      value = /^\d$/.test(token) ? Number(token) : refuse(i, `expected one of ${listOpsTokens.join(' ')}`);
    }
    const parent = open.at(-1);
    if (parent === undefined) result = value;
    else parent.values.push(value);
  }
  if (result !== null) return result;
  const unended = open.length === 1 ? '1 list is' : `${open.length} lists are`;
  const found = tokens.length === 0 ? 'there is nothing' : `${unended} not ended`;
  throw new DataError(`ListOps: no whole expression: ${found}`);
}

function isOperator(token: string): token is ListOperator {
  return Object.hasOwn(listOperators, token);
}
