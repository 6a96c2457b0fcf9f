import {
  add,
  broadcastTo,
  concat,
  expandDims,
  keep,
  reshape,
  type Tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import { Module } from './module.ts';
import { sinusoidalPositions } from './sinusoidalPositions.ts';

/**
 * A row for each place of a grid, row by row, [rows columns, D]: the first half of the features is `sinusoidalPositions` of
 * its row, the other half of its column (Parmar et al., 2018).
 *
 * @throws ValueError unless D is a multiple of 4.
 */
export function sinusoidalPositions2d(rows: number, columns: number, dim: number): Tensor {
  if (dim % 4 !== 0) {
    throw new ValueError(
      `sinusoidalPositions2d: D must be a multiple of 4, for pairs of sine and cosine by row and by column; got ${dim}`,
    );
  }
  const half = dim / 2;
  return tidy(() => {
    const byRow = expandDims(sinusoidalPositions(rows, half), 1);
    const byColumn = expandDims(sinusoidalPositions(columns, half), 0);
    const grid = [rows, columns, half];
    return reshape(concat([broadcastTo(byRow, grid), broadcastTo(byColumn, grid)], 2), [rows * columns, dim]);
  });
}

/** Adds `sinusoidalPositions2d` to the places of one grid, row by row: x [B, rows columns, D] -> [B, rows columns, D]. */
export class SinusoidalPositions2d extends Module {
  readonly rows: number;
  readonly columns: number;
  readonly dim: number;
  #table: Tensor | null = null;

  /** @throws ValueError unless `dim` is a multiple of 4. */
  constructor({ rows, columns, dim }: { rows: number; columns: number; dim: number }) {
    super();
    this.rows = rows;
    this.columns = columns;
    this.dim = dim;
    this.#table = keep(sinusoidalPositions2d(rows, columns, dim));
  }

  forward(x: Tensor): Tensor {
    this.#table ??= keep(sinusoidalPositions2d(this.rows, this.columns, this.dim));
    return add(x, this.#table);
  }

  override dispose(): void {
    super.dispose();
    this.#table?.dispose();
    this.#table = null;
  }
}
