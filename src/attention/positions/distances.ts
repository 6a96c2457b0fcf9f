import { broadcastTo, expandDims, ShapeError, skew, type Tensor, tidy } from '../../tensor/index.ts';
import { type Align, alignedOffset } from '../patterns/alignment.ts';

// A function of distance makes a matrix [L, S] that is the same along its diagonals: L + S - 1 numbers say it all.

/**
 * j - i of each diagonal of [L, S], from that of the last query and the first key to that of the first query and the last
 * key: L + S - 1 whole numbers, each one more than that before it.
 *
 * @throws ShapeError when L differs from S and no alignment was given.
 */
export function distances(positions: string, query: Tensor, key: Tensor, align: Align | undefined): number[] {
  const [L, S] = [query.shape[2], key.shape[2]];
  const first = 1 - L - alignedOffset(positions, '', L, S, align);
  return Array.from({ length: Math.max(0, L + S - 1) }, (_, n) => first + n);
}

/** Values of the diagonals, [H, L + S - 1], at all their places: [H, L, S], a view. */
export function alongDiagonals(values: Tensor, L: number): Tensor {
  const [H, width] = values.shape;
  return tidy(() => skew(broadcastTo(expandDims(values, 1), [H, L, width])));
}

/** Nothing is far from nothing: without queries or keys there is no bias. */
export function isEmpty(query: Tensor, key: Tensor): boolean {
  return query.shape[2] === 0 || key.shape[2] === 0;
}

/** @throws ShapeError where positions that know each head by itself meet another number of them. */
export function requireHeads(positions: string, numHeads: number, H: number): void {
  if (H === numHeads) return;
  throw new ShapeError(
    `${positions}: made for numHeads = ${numHeads}; got queries of H = ${H} heads. Pass numHeads: ${H}.`,
  );
}
