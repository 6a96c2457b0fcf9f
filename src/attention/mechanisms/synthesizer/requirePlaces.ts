import { ShapeError } from '../../../tensor/index.ts';

/** @throws ShapeError for keys, or `queries` where they are numbered, past `maxLength`. */
export function requirePlaces(name: string, maxLength: number, S: number, queries = 0): void {
  const [n, what] = S >= queries ? [S, 'S'] : [queries, 'L'];
  if (n <= maxLength) return;
  throw new ShapeError(
    `${name}: has weights for maxLength = ${maxLength} positions; got ${what} = ${n}. Build it with a larger maxLength, or ` +
      'shorten the sequence.',
  );
}
