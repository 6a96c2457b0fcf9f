// Comparisons of floats and of ints, to bytes of 0 and 1. Strides as in binary.ts.
import { Strip, elementwise } from './elementwise';

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
function compare(op: i32, float: bool, strip: Strip): void {
  const ones = i8x16.splat(1);
  const aStep = strip.aStep, bStep = strip.bStep;
  let a = strip.a, b = strip.b, out = strip.out;
  for (let i = strip.rows; i > 0; i--) {
    const end = out + <usize>strip.n;
    let p = a, q = b;
    do {
      const x = v128.load(p), x1 = v128.load(p, 16), y = v128.load(q), y1 = v128.load(q, 16);
      const low = float ? floatLanes(op, x, y) : intLanes(op, x, y);
      const high = float ? floatLanes(op, x1, y1) : intLanes(op, x1, y1);
      const words = i16x8.narrow_i32x4_s(low, high);
      v128.store_lane<i64>(out, v128.and(i8x16.narrow_i16x8_s(words, words), ones), 0);
      p += aStep;
      q += bStep;
      out += 8;
    } while (out < end);
    a += strip.aRow;
    b += strip.bRow;
  }
}

function equalFloatLoop(strip: Strip): void { compare(EQUAL, true, strip); }
export function equalFloat(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 0, equalFloatLoop, 1);
}
function equalIntLoop(strip: Strip): void { compare(EQUAL, false, strip); }
export function equalInt(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 0, equalIntLoop, 1);
}
function lessFloatLoop(strip: Strip): void { compare(LESS, true, strip); }
export function lessFloat(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 0, lessFloatLoop, 1);
}
function lessIntLoop(strip: Strip): void { compare(LESS, false, strip); }
export function lessInt(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 0, lessIntLoop, 1);
}
function lessEqualFloatLoop(strip: Strip): void { compare(LESS_EQUAL, true, strip); }
export function lessEqualFloat(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 0, lessEqualFloatLoop, 1);
}
function lessEqualIntLoop(strip: Strip): void { compare(LESS_EQUAL, false, strip); }
export function lessEqualInt(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 0, lessEqualIntLoop, 1);
}
