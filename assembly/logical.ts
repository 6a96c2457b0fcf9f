// Logic on masks, bytes of 0 and 1, and choice by them. Strides as in binary.ts.
import { loadMask } from './simd';

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
