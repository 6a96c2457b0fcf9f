import { ShapeError, type Tensor } from '../../../tensor/index.ts';
import { requireHeads } from '../../positions/distances.ts';

/** @throws ShapeError for another number of heads, or for keys, or `queries` where they are numbered, past `maxLength`. */
export function checkSynthesis(
  name: string,
  numHeads: number,
  maxLength: number,
  query: Tensor,
  S: number,
  queries = 0,
): void {
  requireHeads(name, numHeads, query);
  const [n, what] = S >= queries ? [S, 'S'] : [queries, 'L'];
  if (n <= maxLength) return;
  throw new ShapeError(
    `${name}: has weights for maxLength = ${maxLength} positions; got ${what} = ${n}. Build it with a larger maxLength, or ` +
      'shorten the sequence.',
  );
}
