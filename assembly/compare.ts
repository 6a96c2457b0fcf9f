// Comparisons of floats and of ints, to bytes of 0 and 1. Strides as in binary.ts.

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
