// Products by tiles of two heights: a left operand is cut into panels of MR rows, and at its end of four, so that 64 rows
// need no filling.
import { MR, NR, rowsFrom, rowsFrom4, tileFrom, tileFrom4, tileSet, tileSet4 } from './generated/tile';

/** Rows of the next panel, where `left` are left, a multiple of four: MR, or four where MR would leave two, as of eight. */
// @ts-ignore: decorator
@inline
export function heightOf(left: i32): i32 {
  return left >= MR && left != 8 ? MR : 4;
}

/** Where the panel begins that has row `i` of `rows`. */
export function panelStart(i: i32, rows: i32): i32 {
  let start = 0, end = heightOf(rows);
  while (end <= i) {
    start = end;
    end += heightOf(rows - end);
  }
  return start;
}

/** C = A B, `height` rows of it. */
// @ts-ignore: decorator
@inline
export function setTile(height: i32, depth: i32, a: usize, aStep: usize, b: usize, c: usize, cRow: usize): void {
  if (height == MR) tileSet(depth, a, aStep, b, NR * 4, c, cRow);
  else tileSet4(depth, a, aStep, b, NR * 4, c, cRow);
}

/** C += A B. */
// @ts-ignore: decorator
@inline
export function addTile(height: i32, depth: i32, a: usize, aStep: usize, b: usize, c: usize, cRow: usize): void {
  if (height == MR) tileFrom(depth, a, aStep, b, NR * 4, c, cRow, c, cRow);
  else tileFrom4(depth, a, aStep, b, NR * 4, c, cRow, c, cRow);
}

/** The same, where A is not packed: its rows are LEFT_ROW bytes apart. */
// @ts-ignore: decorator
@inline
export function addRows(height: i32, depth: i32, a: usize, b: usize, c: usize, cRow: usize): void {
  if (height == MR) rowsFrom(depth, a, b, c, cRow, c, cRow);
  else rowsFrom4(depth, a, b, c, cRow, c, cRow);
}
