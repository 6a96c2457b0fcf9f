// Elementwise functions of two arguments. Each argument has a stride from row to row and one from column to column, in
// elements; a stride of 0 broadcasts. The result is dense.
import { Strip, elementwise } from './elementwise';
import { storePair } from './simd';

const ADD: i32 = 0;
const SUB: i32 = 1;
const MUL: i32 = 2;
const DIV: i32 = 3;
const MAXIMUM: i32 = 4;
const MINIMUM: i32 = 5;

// `op` is a constant at each call, so that only one branch is left after inlining.
// @ts-ignore: decorator
@inline
function lanes(op: i32, x: v128, y: v128): v128 {
  if (op == ADD) return f32x4.add(x, y);
  if (op == SUB) return f32x4.sub(x, y);
  if (op == MUL) return f32x4.mul(x, y);
  if (op == DIV) return f32x4.div(x, y);
  // V8's f32x4.max is several times slower than pmax, which lets a NaN in y go.
  const chosen = op == MAXIMUM ? f32x4.pmax(x, y) : f32x4.pmin(x, y);
  return v128.bitselect(chosen, y, f32x4.eq(y, y));
}

// @ts-ignore: decorator
@inline
function binary(op: i32, strip: Strip): void {
  const bytes = <usize>strip.n << 2;
  const aStep = strip.aStep, bStep = strip.bStep;
  let a = strip.a, b = strip.b, out = strip.out;
  for (let i = strip.rows; i > 0; i--) {
    const end = out + bytes;
    let p = a, q = b;
    do {
      storePair(out, lanes(op, v128.load(p), v128.load(q)), lanes(op, v128.load(p, 16), v128.load(q, 16)));
      p += aStep;
      q += bStep;
      out += 32;
    } while (out < end);
    a += strip.aRow;
    b += strip.bRow;
  }
}

function addLoop(strip: Strip): void { binary(ADD, strip); }
export function add(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 2, addLoop, 1);
}
function subLoop(strip: Strip): void { binary(SUB, strip); }
export function sub(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 2, subLoop, 1);
}
function mulLoop(strip: Strip): void { binary(MUL, strip); }
export function mul(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 2, mulLoop, 1);
}
function divLoop(strip: Strip): void { binary(DIV, strip); }
export function div(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 2, divLoop, 2);
}
function maximumLoop(strip: Strip): void { binary(MAXIMUM, strip); }
export function maximum(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 2, maximumLoop, 1);
}
function minimumLoop(strip: Strip): void { binary(MINIMUM, strip); }
export function minimum(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  elementwise(rows, columns, a, aRow, aColumn, b, bRow, bColumn, out, 2, minimumLoop, 1);
}
