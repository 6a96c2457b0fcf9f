import { ShapeError } from '../../tensor/index.ts';

/** @throws ShapeError unless queries, or keys, have the size that a score was built for. */
export function requireBuiltSize(score: string, what: 'query' | 'key', dim: number, E: number): void {
  if (E === dim) return;
  throw new ShapeError(
    `${score}: was built with ${what}Dim = ${dim}; got a ${what} of size E = ${E}. Build it with ${what}Dim: ${E}.`,
  );
}
