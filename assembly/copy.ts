// Copies between strided places; strides in elements.
import { loadPart, storePart, transpose4x4 } from './simd';

/** Rows of fewer bytes are copied by a loop of our own: a call of `memory.copy` costs 3 ns before it begins. */
const SHORT: usize = 256;

/** rows x columns elements of four bytes; a source stride of 0 repeats. */
export function copy32(
  rows: i32, columns: i32, source: usize, sourceRow: i32, sourceColumn: i32, target: usize, targetRow: i32, targetColumn: i32,
): void {
  const sourceStep = <usize>sourceRow << 2;
  const targetStep = <usize>targetRow << 2;
  let i = 0;
  if (sourceRow == 1 && sourceColumn != 0 && targetColumn == 1) {
    for (; i + 4 <= rows; i += 4) {
      transposeRows(columns, source, <usize>sourceColumn << 2, target, targetStep);
      source += 16;
      target += targetStep << 2;
    }
  }
  for (; i < rows; i++) {
    if (sourceColumn == 1 && targetColumn == 1) copyRow(columns, source, target);
    else if (sourceColumn == 0 && targetColumn == 1) fill32(columns, load<i32>(source), target);
    else copyElements(columns, source, <usize>sourceColumn << 2, target, <usize>targetColumn << 2);
    source += sourceStep;
    target += targetStep;
  }
}

// @ts-ignore: decorator
@inline
function copyRow(columns: i32, source: usize, target: usize): void {
  const bytes = <usize>columns << 2;
  if (bytes >= SHORT) {
    memory.copy(target, source, bytes);
    return;
  }
  const whole = source + (<usize>(columns & ~3) << 2);
  for (; source < whole; source += 16) {
    v128.store(target, v128.load(source));
    target += 16;
  }
  if (columns & 3) storePart(target, loadPart(source, columns & 3), columns & 3);
}

// @ts-ignore: decorator
@inline
function copyElements(columns: i32, source: usize, sourceStep: usize, target: usize, targetStep: usize): void {
  for (let j = 0; j < columns; j++) {
    store<u32>(target, load<u32>(source));
    source += sourceStep;
    target += targetStep;
  }
}

/** Four rows, of which the source has columns side by side. */
function transposeRows(columns: i32, source: usize, column: usize, target: usize, row: usize): void {
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    transpose4x4(source, column, target, row);
    source += 4 * column;
    target += 16;
  }
  for (; j < columns; j++) {
    for (let i: usize = 0; i < 4; i++) store<u32>(target + i * row, load<u32>(source + (i << 2)));
    source += column;
    target += 4;
  }
}

/** The same for elements of one byte (bool). */
export function copy8(
  rows: i32, columns: i32, source: usize, sourceRow: i32, sourceColumn: i32, target: usize, targetRow: i32, targetColumn: i32,
): void {
  for (let i = 0; i < rows; i++) {
    let p = source + <usize>(i * sourceRow);
    let q = target + <usize>(i * targetRow);
    for (let j = 0; j < columns; j++) {
      store<u8>(q, load<u8>(p));
      p += <usize>sourceColumn;
      q += <usize>targetColumn;
    }
  }
}

/** n elements of four bytes, all `bits`. */
export function fill32(n: i32, bits: i32, target: usize): void {
  if (bits == 0) {
    memory.fill(target, 0, <usize>n << 2);
    return;
  }
  const lanes = i32x4.splat(bits);
  const end = target + (<usize>(n & ~3) << 2);
  for (; target < end; target += 16) v128.store(target, lanes);
  if (n & 3) storePart(target, lanes, n & 3);
}
