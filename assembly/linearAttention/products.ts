// The products of linear attention, on chunks (chunkRows.ts) and on panels of right operands.
import { LEFT_ROW, MR, NR, tileFrom, tileFrom4 } from '../generated/tile';
import { addRows, heightOf } from '../tiles';
import { BLOCK, BLOCK_BYTES, columnAt } from './chunkRows';
import { roundUp } from './job';

/** Which part of the pairs of a chunk's rows counts: all, or those that are not in the future. */
export const ALL: i32 = 0;
/** Of the result, whose columns are positions, too. */
export const PAST_RESULT: i32 = 1;
/** Of the left operand. */
export const PAST_LEFT: i32 = 2;

/** C += A B: A a chunk of rows x depth, B panels of [depth rounded up to four][NR], C a chunk of rows x columns. */
export function addProduct(part: i32, rows: i32, depth: i32, a: usize, b: usize, columns: i32, c: usize): void {
  const rows4 = roundUp(rows, 4);
  for (let j = 0; j < columns; j += NR) {
    const to = columnAt(c, j);
    let i = part == PAST_RESULT ? j : 0;
    while (i < rows) {
      const height = heightOf(rows4 - i);
      const end = part == PAST_LEFT ? min(depth, i + height) : depth;
      const at = <usize>i * LEFT_ROW;
      for (let k = 0; k < end; k += BLOCK) {
        addRows(height, min(BLOCK, end - k), columnAt(a, k) + at, b + (<usize>(k * NR) << 2), to + at, LEFT_ROW);
      }
      i += height;
    }
    b += <usize>(roundUp(depth, 4) * NR) << 2;
  }
}

/** C += A^T B: A a chunk of rows x m, B one of rows x columns, C panels of [m rounded up to four][NR]. */
export function addToPanels(rows: i32, m: i32, a: usize, b: usize, columns: i32, c: usize): void {
  const m4 = roundUp(m, 4);
  for (let j = 0; j < columns; j += NR) {
    transposedTimes(ALL, rows, m4, a, columnAt(b, j), c, NR << 2);
    c += <usize>(m4 * NR) << 2;
  }
}

/** The same with C a chunk, and A of pairs that are not in the future. */
export function addPastTransposed(rows: i32, m: i32, a: usize, b: usize, columns: i32, c: usize): void {
  for (let j = 0; j < columns; j += NR) {
    transposedTimes(PAST_LEFT, rows, roundUp(m, 4), a, columnAt(b, j), columnAt(c, j), LEFT_ROW);
  }
}

/** One panel of C. */
function transposedTimes(part: i32, rows: i32, m4: i32, a: usize, b: usize, c: usize, cRow: usize): void {
  for (let block = 0; block < m4; block += BLOCK) {
    const end = min(BLOCK, m4 - block);
    for (let i = 0; i < end; ) {
      const height = heightOf(end - i);
      const first = part == PAST_LEFT ? i : 0;
      const skipped = <usize>first * LEFT_ROW;
      const left = a + (<usize>i << 2) + skipped;
      if (height == MR) tileFrom(rows - first, left, LEFT_ROW, b + skipped, LEFT_ROW, c, cRow, c, cRow);
      else tileFrom4(rows - first, left, LEFT_ROW, b + skipped, LEFT_ROW, c, cRow, c, cRow);
      c += <usize>height * cRow;
      i += height;
    }
    a += BLOCK_BYTES;
  }
}
