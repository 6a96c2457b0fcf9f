// Comparisons, logic on masks (bytes 0 and 1), choice by mask, and conversions. Strides as in binary.ts.
import { loadMask } from './simd';

const EQUAL: i32 = 0;
const LESS: i32 = 1;
const LESS_EQUAL: i32 = 2;

// @ts-ignore: decorator
@inline
function floatLanes(op: i32, x: v128, y: v128): v128 {
  if (op == EQUAL) return f32x4.eq(x, y);
  return op == LESS ? f32x4.lt(x, y) : f32x4.le(x, y);
}

// @ts-ignore: decorator
@inline
function intLanes(op: i32, x: v128, y: v128): v128 {
  if (op == EQUAL) return i32x4.eq(x, y);
  return op == LESS ? i32x4.lt_s(x, y) : i32x4.le_s(x, y);
}

// @ts-ignore: decorator
@inline
function compare(
  op: i32, float: bool, rows: i32, columns: i32,
  a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize,
): void {
  const aStep = <usize>aColumn << 2;
  const bStep = <usize>bColumn << 2;
  const ones = i8x16.splat(1);
  for (let i = 0; i < rows; i++) {
    let p = a + (<usize>(i * aRow) << 2);
    let q = b + (<usize>(i * bRow) << 2);
    let j = 0;
    if (aColumn <= 1 && bColumn <= 1) {
      for (; j + 4 <= columns; j += 4) {
        const x = aColumn == 1 ? v128.load(p) : v128.load32_splat(p);
        const y = bColumn == 1 ? v128.load(q) : v128.load32_splat(q);
        const lanes = float ? floatLanes(op, x, y) : intLanes(op, x, y);
        const bytes = i8x16.shuffle(lanes, lanes, 0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        v128.store_lane<i32>(out, v128.and(bytes, ones), 0);
        p += aStep << 2;
        q += bStep << 2;
        out += 4;
      }
    }
    for (; j < columns; j++) {
      const x = v128.load32_splat(p);
      const y = v128.load32_splat(q);
      store<u8>(out, v128.any_true(float ? floatLanes(op, x, y) : intLanes(op, x, y)));
      p += aStep;
      q += bStep;
      out += 1;
    }
  }
}

export function equalFloat(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  compare(EQUAL, true, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function equalInt(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  compare(EQUAL, false, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function lessFloat(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  compare(LESS, true, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function lessInt(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  compare(LESS, false, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function lessEqualFloat(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  compare(LESS_EQUAL, true, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function lessEqualInt(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  compare(LESS_EQUAL, false, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}

const AND: i32 = 0;
const OR: i32 = 1;

// @ts-ignore: decorator
@inline
function logic(
  op: i32, rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize,
): void {
  for (let i = 0; i < rows; i++) {
    let p = a + <usize>(i * aRow);
    let q = b + <usize>(i * bRow);
    let j = 0;
    if (aColumn <= 1 && bColumn <= 1) {
      for (; j + 16 <= columns; j += 16) {
        const x = aColumn == 1 ? v128.load(p) : v128.load8_splat(p);
        const y = bColumn == 1 ? v128.load(q) : v128.load8_splat(q);
        v128.store(out, op == AND ? v128.and(x, y) : v128.or(x, y));
        p += <usize>aColumn << 4;
        q += <usize>bColumn << 4;
        out += 16;
      }
    }
    for (; j < columns; j++) {
      const x = load<u8>(p);
      const y = load<u8>(q);
      store<u8>(out, op == AND ? x & y : x | y);
      p += aColumn;
      q += bColumn;
      out += 1;
    }
  }
}

export function logicalAnd(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  logic(AND, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function logicalOr(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  logic(OR, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}

export function logicalNot(n: i32, x: usize, out: usize): void {
  const ones = i8x16.splat(1);
  const whole = out + (n & ~15);
  const end = out + n;
  for (; out < whole; out += 16) {
    v128.store(out, v128.xor(v128.load(x), ones));
    x += 16;
  }
  for (; out < end; out++) {
    store<u8>(out, load<u8>(x) ^ 1);
    x++;
  }
}

/** out = mask ? a : b, elements of four bytes. */
export function select(
  rows: i32, columns: i32, mask: usize, maskRow: i32, maskColumn: i32,
  a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize,
): void {
  for (let i = 0; i < rows; i++) {
    let m = mask + <usize>(i * maskRow);
    let p = a + (<usize>(i * aRow) << 2);
    let q = b + (<usize>(i * bRow) << 2);
    let j = 0;
    if (maskColumn == 1 && aColumn <= 1 && bColumn <= 1) {
      for (; j + 4 <= columns; j += 4) {
        const x = aColumn == 1 ? v128.load(p) : v128.load32_splat(p);
        const y = bColumn == 1 ? v128.load(q) : v128.load32_splat(q);
        v128.store(out, v128.bitselect(x, y, loadMask(m)));
        m += 4;
        p += <usize>aColumn << 4;
        q += <usize>bColumn << 4;
        out += 16;
      }
    }
    for (; j < columns; j++) {
      store<u32>(out, load<u8>(m) ? load<u32>(p) : load<u32>(q));
      m += maskColumn;
      p += <usize>aColumn << 2;
      q += <usize>bColumn << 2;
      out += 4;
    }
  }
}

export function intToFloat(n: i32, x: usize, out: usize): void {
  const end = out + (<usize>n << 2);
  for (; out < end; out += 4) {
    store<f32>(out, <f32>load<i32>(x));
    x += 4;
  }
}

/** Towards zero; NaN becomes 0, and what is out of range the nearest that is in it. */
export function floatToInt(n: i32, x: usize, out: usize): void {
  const end = out + (<usize>n << 2);
  for (; out < end; out += 4) {
    store<i32>(out, i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(v128.load32_splat(x)), 0));
    x += 4;
  }
}

export function boolToInt(n: i32, x: usize, out: usize): void {
  const end = x + n;
  for (; x < end; x++) {
    store<i32>(out, load<u8>(x));
    out += 4;
  }
}

/** Other than 0, which NaN is. */
export function floatToBool(n: i32, x: usize, out: usize): void {
  const end = out + n;
  for (; out < end; out++) {
    store<u8>(out, load<f32>(x) != 0);
    x += 4;
  }
}

export function intToBool(n: i32, x: usize, out: usize): void {
  const end = out + n;
  for (; out < end; out++) {
    store<u8>(out, load<i32>(x) != 0);
    x += 4;
  }
}
