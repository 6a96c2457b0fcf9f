// A chunk of up to 64 rows as the products want it: blocks of 64 columns, their rows LEFT_ROW bytes apart, zeros up to whole
// panels. As it lies there a chunk is a left operand, a transposed left one and, by its depth, a right one.
import { LEFT_ROW, NR } from '../generated/tile';
import { packColumns } from '../pack';
import { loadPart, madd, storePair, storePart, sumLanes } from '../simd';
import { panelled, roundUp } from './job';

export const CHUNK_ROWS: i32 = 64;
/** Columns of a block. */
export const BLOCK: i32 = 64;
/** A little more than the rows take, so that blocks do not share cache sets. */
export const BLOCK_BYTES: usize = <usize>CHUNK_ROWS * LEFT_ROW + 192;

/** The bytes of a chunk of so many columns. */
// @ts-ignore: decorator
@inline
export function chunkBytes(columns: i32): usize {
  return <usize>((columns + BLOCK - 1) / BLOCK) * BLOCK_BYTES;
}

// @ts-ignore: decorator
@inline
export function columnAt(chunk: usize, column: i32): usize {
  return chunk + <usize>(column >> 6) * BLOCK_BYTES + (<usize>(column & 63) << 2);
}

export function clearRows(chunk: usize, rows: i32, columns: i32): void {
  // Products set four rows at a time.
  const bytes = <usize>((rows + 3) & ~3) * LEFT_ROW;
  const zero = f32x4.splat(0);
  for (let c = 0; c < panelled(columns); c += 8) {
    const from = columnAt(chunk, c);
    for (let at = from; at < from + bytes; at += LEFT_ROW) storePair(at, zero, zero);
  }
}

/** Copies rows that lie `row` elements apart, each times its factor of `factors`, or as they are where that is 0. */
export function loadRows(from: usize, row: i32, rows: i32, columns: i32, factors: usize, chunk: usize): void {
  for (let i = 0; i < rows; i++) {
    const factor = f32x4.splat(factors ? load<f32>(factors + (<usize>i << 2)) : 1);
    const source = from + (<usize>i * <usize>row << 2);
    const to = chunk + <usize>i * LEFT_ROW;
    const whole = columns & ~3;
    let c = 0;
    for (; c + 8 <= columns; c += 8) {
      const at = source + (<usize>c << 2);
      storePair(columnAt(to, c), f32x4.mul(v128.load(at), factor), f32x4.mul(v128.load(at, 16), factor));
    }
    if (c < whole) v128.store(columnAt(to, c), f32x4.mul(v128.load(source + (<usize>c << 2)), factor));
    fillRow(to, whole, columns, whole < columns ? f32x4.mul(loadPart(source + (<usize>whole << 2), columns - whole), factor) : factor);
  }
}

/** The row's end: what is left of it, and zeros up to a whole panel. */
// @ts-ignore: decorator
@inline
export function fillRow(to: usize, from: i32, columns: i32, rest: v128): void {
  let c = from;
  if (c < columns) {
    v128.store(columnAt(to, c), rest);
    c += 4;
  }
  for (; c < panelled(columns); c += 4) v128.store(columnAt(to, c), f32x4.splat(0));
}

/** The other way round. */
export function storeRows(chunk: usize, rows: i32, columns: i32, factors: usize, target: usize, row: i32): void {
  for (let i = 0; i < rows; i++) {
    const factor = f32x4.splat(factors ? load<f32>(factors + (<usize>i << 2)) : 1);
    const to = target + (<usize>i * <usize>row << 2);
    const from = chunk + <usize>i * LEFT_ROW;
    const whole = columns & ~3;
    let c = 0;
    for (; c + 8 <= columns; c += 8) {
      const at = columnAt(from, c);
      storePair(to + (<usize>c << 2), f32x4.mul(v128.load(at), factor), f32x4.mul(v128.load(at, 16), factor));
    }
    if (c < whole) v128.store(to + (<usize>c << 2), f32x4.mul(v128.load(columnAt(from, c)), factor));
    if (whole < columns) storePart(to + (<usize>whole << 2), f32x4.mul(v128.load(columnAt(from, whole)), factor), columns - whole);
  }
}

/** sums += what the rows add up to, each times its factor if there are some. */
export function addRowsTo(sums: usize, chunk: usize, rows: i32, columns: i32, factors: usize): void {
  for (let c = 0; c < columns; c += 4) {
    let from = columnAt(chunk, c);
    let sum = v128.load(sums + (<usize>c << 2));
    for (let i = 0; i < rows; i++) {
      const x = v128.load(from);
      sum = factors ? madd(x, v128.load32_splat(factors + (<usize>i << 2)), sum) : f32x4.add(sum, x);
      from += LEFT_ROW;
    }
    v128.store(sums + (<usize>c << 2), sum);
  }
}

/** dots[i] += row i times `vector`, which is filled up with zeros. */
export function addDots(dots: usize, chunk: usize, rows: i32, columns: i32, vector: usize): void {
  for (let i = 0; i < rows; i++) {
    const from = chunk + <usize>i * LEFT_ROW;
    let sum = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) sum = madd(v128.load(columnAt(from, c)), v128.load(vector + (<usize>c << 2)), sum);
    const at = dots + (<usize>i << 2);
    store<f32>(at, load<f32>(at) + sumLanes(sum));
  }
}

/** numbers[i] -= row i times the row of `others`, which lie `other` elements apart. */
export function subtractDots(numbers: usize, chunk: usize, rows: i32, columns: i32, others: usize, other: i32): void {
  const whole = columns & ~3;
  for (let i = 0; i < rows; i++) {
    const from = chunk + <usize>i * LEFT_ROW;
    let sum = f32x4.splat(0);
    for (let c = 0; c < whole; c += 4) sum = madd(v128.load(columnAt(from, c)), v128.load(others + (<usize>c << 2)), sum);
    if (whole < columns) {
      sum = madd(v128.load(columnAt(from, whole)), loadPart(others + (<usize>whole << 2), columns - whole), sum);
    }
    const at = numbers + (<usize>i << 2);
    store<f32>(at, load<f32>(at) - sumLanes(sum));
    others += <usize>other << 2;
  }
}

/** Row i += factors[i] times `vector`. */
export function addOuter(chunk: usize, rows: i32, columns: i32, factors: usize, vector: usize): void {
  for (let i = 0; i < rows; i++) {
    const to = chunk + <usize>i * LEFT_ROW;
    const factor = v128.load32_splat(factors + (<usize>i << 2));
    for (let c = 0; c < columns; c += 4) {
      const at = columnAt(to, c);
      v128.store(at, madd(factor, v128.load(vector + (<usize>c << 2)), v128.load(at)));
    }
  }
}

/** Of pairs of positions, rows x columns, those above the diagonal become 0, and the others grow by their row's addend. */
export function maskFuture(pairs: usize, rows: i32, columns: i32, addends: usize): void {
  const end = panelled(columns);
  for (let i = 0; i < rows; i++) {
    const to = pairs + <usize>i * LEFT_ROW;
    if (addends) {
      const addend = v128.load32_splat(addends + (<usize>i << 2));
      for (let j = 0; j < min(i + 1, end); j += 4) {
        v128.store(to + (<usize>j << 2), f32x4.add(v128.load(to + (<usize>j << 2)), addend));
      }
    }
    for (let j = i & ~3; j < end; j += 4) {
      const at = to + (<usize>j << 2);
      const past = i32x4.le_s(i32x4.add(i32x4.splat(j), i32x4(0, 1, 2, 3)), i32x4.splat(i));
      v128.store(at, v128.and(v128.load(at), past));
    }
  }
}

/** sums[i] += the sum of row i, which is filled up with zeros. */
export function addRowSums(sums: usize, chunk: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    const from = chunk + <usize>i * LEFT_ROW;
    let sum = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) sum = f32x4.add(sum, v128.load(columnAt(from, c)));
    const at = sums + (<usize>i << 2);
    store<f32>(at, load<f32>(at) + sumLanes(sum));
  }
}

/** Right operand of a product whose depth is the rows: panels of NR columns. */
export function packByRows(chunk: usize, rows: i32, columns: i32, panels: usize): void {
  for (let c = 0; c < columns; c += NR) {
    let from = columnAt(chunk, c);
    let at = panels;
    for (let i = 0; i < rows; i++) {
      for (let l = 0; l < NR; l += 4) v128.store(at + (<usize>l << 2), v128.load(from + (<usize>l << 2)));
      from += LEFT_ROW;
      at += NR << 2;
    }
    panels += <usize>(roundUp(rows, 4) * NR) << 2;
  }
}

/** The chunk's transpose as a right operand: panels of NR rows. */
export function packTransposed(chunk: usize, rows: i32, columns: i32, panels: usize): void {
  for (let c = 0; c < columns; c += BLOCK) {
    packColumns(
      columnAt(chunk, c), <i32>(LEFT_ROW >> 2), 1, rows, min(BLOCK, columns - c), panels + (<usize>(c * NR) << 2),
      <usize>(roundUp(columns, 4) * NR) << 2,
    );
  }
}
