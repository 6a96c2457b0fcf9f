import { tensor } from './creation.ts';
import { formatShape, ShapeError, ValueError } from './errors.ts';
import { keep } from './scope.ts';
import type { Tensor } from './tensor.ts';

export interface SparsityOptions {
  /** [rows + 1]: row i has the entries offsets[i] to offsets[i + 1] - 1. */
  readonly offsets: ArrayLike<number>;
  /** The column of each entry. */
  readonly columns: ArrayLike<number>;
  readonly numColumns: number;
}

/**
 * Which entries of a matrix [rows, columns] there are, in compressed rows (CSR), without their values. It is who may look
 * at whom when that is a list of edges: row i holds the neighbours of node i. Kept until it is disposed.
 */
export class Sparsity {
  readonly numRows: number;
  readonly numColumns: number;
  /** M. */
  readonly numEntries: number;
  /** int32 [rows + 1]. */
  readonly offsets: Tensor;
  /** int32 [M]: the column of each entry. */
  readonly columns: Tensor;
  /** int32 [M]: the row of each entry. */
  readonly rows: Tensor;

  /** @throws ShapeError or ValueError if offsets do not rise from 0 to the number of entries, or a column is not there. */
  constructor({ offsets, columns, numColumns }: SparsityOptions) {
    checkOffsets(offsets, columns.length);
    checkColumns(columns, numColumns);
    this.numRows = offsets.length - 1;
    this.numColumns = numColumns;
    this.numEntries = columns.length;
    this.offsets = keep(tensor(Int32Array.from(offsets)));
    this.columns = keep(tensor(Int32Array.from(columns)));
    this.rows = keep(tensor(rowsOf(offsets)));
  }

  dispose(): void {
    for (const part of [this.offsets, this.columns, this.rows]) part.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return `Sparsity(${formatShape([this.numRows, this.numColumns])}, ${this.numEntries} entries)`;
  }
}

/** A matrix of which only some entries are stored: values [M]. */
export interface SparseMatrix {
  readonly sparsity: Sparsity;
  readonly values: Tensor;
}

function checkOffsets(offsets: ArrayLike<number>, entries: number): void {
  const n = offsets.length;
  if (n === 0 || offsets[0] !== 0 || offsets[n - 1] !== entries) {
    throw new ShapeError(
      `Sparsity: offsets must begin with 0 and end with the number of columns given, ${entries}; ` +
        `got ${n === 0 ? 'none' : `${offsets[0]} and ${offsets[n - 1]}`}`,
    );
  }
  for (let i = 1; i < n; i++) {
    if (Number.isInteger(offsets[i]) && offsets[i] >= offsets[i - 1]) continue;
    throw new ValueError(
      `Sparsity: offsets must be whole numbers that do not fall; got ${offsets[i - 1]} and then ${offsets[i]}`,
    );
  }
}

function checkColumns(columns: ArrayLike<number>, limit: number): void {
  for (let e = 0; e < columns.length; e++) {
    if (Number.isInteger(columns[e]) && columns[e] >= 0 && columns[e] < limit) continue;
    throw new ValueError(`Sparsity: columns must be from 0 to ${limit - 1}; got ${columns[e]} at entry ${e}`);
  }
}

function rowsOf(offsets: ArrayLike<number>): Int32Array {
  const rows = new Int32Array(offsets[offsets.length - 1]);
  for (let i = 0; i + 1 < offsets.length; i++) rows.fill(i, offsets[i], offsets[i + 1]);
  return rows;
}
