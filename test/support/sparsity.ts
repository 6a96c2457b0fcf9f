import { type Rng, Sparsity } from '../../src/tensor/index.ts';

/** Rows of random columns, one of which is empty, and one of which repeats a column. */
export function randomSparsity(rng: Rng, rows: number, columns: number, density = 0.4): Sparsity {
  const offsets = [0];
  const chosen: number[] = [];
  const [emptyRow, repeatingRow] = [rng.integer(rows), rng.integer(rows)];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns && i !== emptyRow; j++) if (rng.uniform() < density) chosen.push(j);
    if (i === repeatingRow && i !== emptyRow) chosen.push(0, 0);
    offsets.push(chosen.length);
  }
  return new Sparsity({ offsets, columns: chosen, numColumns: columns });
}

/** The row and the column of each entry. */
export function entriesOf(sparsity: Sparsity): [row: number, column: number][] {
  const columns = sparsity.columns.read();
  return Array.from(sparsity.rows.read(), (row, e) => [row, columns[e]]);
}
