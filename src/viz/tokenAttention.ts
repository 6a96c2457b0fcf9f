import { ShapeError, ValueError } from '../tensor/errors.ts';

/** One attention map with its words: `weights[l][s]` says how much target word l looked at source word s. */
export interface TokenAttention {
  /** S words. */
  source: readonly string[];
  /** L words. */
  target: readonly string[];
  /** `[L, S]` */
  weights: readonly ArrayLike<number>[];
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
  for (const [l, row] of weights.entries()) {
    for (let s = 0; s < row.length; s++) {
      if (!Number.isFinite(row[s]))
        throw new ValueError(`${caller}: weights[${l}][${s}] must be finite; got ${row[s]}`);
    }
  }
}

/** The greatest weight, which gets the strongest colour; 1 where there is no weight at all. */
export function strongest(weights: TokenAttention['weights']): number {
  let max = 0;
  for (const row of weights) for (let s = 0; s < row.length; s++) max = Math.max(max, row[s]);
  return max > 0 ? max : 1;
}
