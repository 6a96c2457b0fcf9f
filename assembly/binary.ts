// Elementwise functions of two arguments. Each argument has a stride from row to row and one from column to column, in
// elements; a stride of 0 broadcasts. The result is dense.

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
function single(op: i32, x: f32, y: f32): f32 {
  if (op == ADD) return x + y;
  if (op == SUB) return x - y;
  if (op == MUL) return x * y;
  if (op == DIV) return x / y;
  if (op == MAXIMUM) return max(x, y);
  return min(x, y);
}

// @ts-ignore: decorator
@inline
function binary(
  op: i32, rows: i32, columns: i32,
  a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize,
): void {
  const aStep = <usize>aColumn << 2;
  const bStep = <usize>bColumn << 2;
  for (let i = 0; i < rows; i++) {
    let p = a + (<usize>(i * aRow) << 2);
    let q = b + (<usize>(i * bRow) << 2);
    const end = out + (<usize>columns << 2);
    if ((aColumn == 1 || aColumn == 0) && (bColumn == 1 || bColumn == 0) && columns >= 4) {
      const whole = out + (<usize>(columns & ~3) << 2);
      if (aColumn == 1 && bColumn == 1) {
        for (; out < whole; out += 16) {
          v128.store(out, lanes(op, v128.load(p), v128.load(q)));
          p += 16;
          q += 16;
        }
      } else if (aColumn == 1) {
        const y = v128.load32_splat(q);
        for (; out < whole; out += 16) {
          v128.store(out, lanes(op, v128.load(p), y));
          p += 16;
        }
      } else {
        const x = v128.load32_splat(p);
        for (; out < whole; out += 16) {
          v128.store(out, lanes(op, x, bColumn == 1 ? v128.load(q) : v128.load32_splat(q)));
          q += bStep << 2;
        }
      }
    }
    for (; out < end; out += 4) {
      store<f32>(out, single(op, load<f32>(p), load<f32>(q)));
      p += aStep;
      q += bStep;
    }
  }
}

export function add(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  binary(ADD, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function sub(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  binary(SUB, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function mul(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  binary(MUL, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function div(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  binary(DIV, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function maximum(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  binary(MAXIMUM, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
export function minimum(rows: i32, columns: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize): void {
  binary(MINIMUM, rows, columns, a, aRow, aColumn, b, bRow, bColumn, out);
}
