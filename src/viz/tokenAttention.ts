import { ShapeError, ValueError } from '../tensor/errors.ts';

/** Rows of numbers, all as long as each other. */
export type Matrix = readonly ArrayLike<number>[];

/** One attention map with its words: `weights[l][s]` says how much target word l looked at source word s. */
export interface TokenAttention {
  /** S words. */
  source: readonly string[];
  /** L words. */
  target: readonly string[];
  /** `[L, S]` */
  weights: Matrix;
}

/** The maps of a layer's heads, of the same words. */
export interface HeadAttention extends Omit<TokenAttention, 'weights'> {
  /** `[H, L, S]` */
  heads: readonly Matrix[];
}

/** The maps of all layers and their heads, of the same words. */
export interface LayerAttention extends Omit<TokenAttention, 'weights'> {
  /** `[layers, H, L, S]` */
  layers: readonly (readonly Matrix[])[];
}

/** @throws ShapeError if the weights are not L rows of S; ValueError if one is not a finite number */
export function checkTokenAttention(caller: string, { source, target, weights }: TokenAttention): void {
  const wrong = weights.findIndex((row) => row.length !== source.length);
  if (weights.length !== target.length || wrong >= 0) {
    const row = wrong >= 0 ? ` (row ${wrong}: ${weights[wrong].length})` : '';
    throw new ShapeError(
      `${caller}: weights must be a row for each of ${target.length} target words with ${source.length} numbers, one for ` +
        `each source word; got ${weights.length} rows${row}. Are source and target swapped?`,
    );
  }
  checkFinite(caller, 'weights', weights);
}

/** @throws ShapeError, ValueError as `checkTokenAttention`; ShapeError where there is no word or no head */
export function checkHeadAttention(caller: string, { source, target, heads }: HeadAttention): void {
  checkWords(caller, { source, target });
  if (heads.length === 0) throw new ShapeError(`${caller}: there must be at least one head; got none`);
  for (const [h, weights] of heads.entries()) {
    checkTokenAttention(heads.length === 1 ? caller : `${caller}: head ${h}`, { source, target, weights });
  }
}

/** @throws ShapeError, ValueError as `checkHeadAttention`; ShapeError where there is no layer */
export function checkLayerAttention(caller: string, { source, target, layers }: LayerAttention): void {
  if (layers.length === 0) throw new ShapeError(`${caller}: there must be at least one layer; got none`);
  for (const [i, heads] of layers.entries()) {
    checkHeadAttention(layers.length === 1 ? caller : `${caller}: layer ${i}`, { source, target, heads });
  }
}

/** @throws ShapeError where there is nothing to draw */
export function checkWords(
  caller: string,
  { source, target }: Pick<TokenAttention, 'source' | 'target'>,
): void {
  if (source.length === 0 || target.length === 0) {
    throw new ShapeError(
      `${caller}: there must be at least one source word and one target word; got ${source.length} and ${target.length}`,
    );
  }
}

/** @throws ShapeError if rows differ in length or there are none; ValueError if a number is not finite */
export function checkMatrix(caller: string, name: string, rows: Matrix): void {
  const width = rows[0]?.length ?? 0;
  if (width === 0) {
    throw new ShapeError(`${caller}: ${name} must be rows of numbers, at least one of each; got none`);
  }
  const wrong = rows.findIndex((row) => row.length !== width);
  if (wrong >= 0) {
    throw new ShapeError(
      `${caller}: rows of ${name} must be equally long; row 0 has ${width} numbers, row ${wrong} has ${rows[wrong].length}`,
    );
  }
  checkFinite(caller, name, rows);
}

function checkFinite(caller: string, name: string, rows: Matrix): void {
  for (const [l, row] of rows.entries()) {
    for (let s = 0; s < row.length; s++) {
      if (!Number.isFinite(row[s]))
        throw new ValueError(`${caller}: ${name}[${l}][${s}] must be finite; got ${row[s]}`);
    }
  }
}

/** @throws ShapeError unless there is a weight for each of at least one thing; ValueError if one is not finite */
export function checkVector(caller: string, weights: ArrayLike<number>, count: number, each: string): void {
  if (count === 0) throw new ShapeError(`${caller}: there must be at least one ${each}; got none`);
  if (weights.length !== count) {
    throw new ShapeError(
      `${caller}: weights must be ${count} numbers, one for each ${each}; got ${weights.length}`,
    );
  }
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(weights[i]))
      throw new ValueError(`${caller}: weights[${i}] must be finite; got ${weights[i]}`);
  }
}

/** The greatest weight, which gets the strongest colour; 1 where there is no weight at all. */
export function strongest(weights: Matrix): number {
  let max = 0;
  for (const row of weights) for (let s = 0; s < row.length; s++) max = Math.max(max, row[s]);
  return max > 0 ? max : 1;
}

/** Where a row is greatest; the first of equals. */
export function strongestAt(row: ArrayLike<number>): number {
  let best = 0;
  for (let s = 1; s < row.length; s++) if (row[s] > row[best]) best = s;
  return best;
}
