// Sums over one axis of [outer, n, inner], all dense.
import { reserveScratch, scratchOf } from './parallel';
import { rowSum } from './rows';
import { loadPart, storePart } from './simd';

/** out[outer, inner] = sum over n. */
export function sum(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  const row = <usize>inner << 2;
  for (let i = 0; i < outer; i++) {
    if (inner == 1) store<f32>(out, <f32>rowSum(n, x));
    else sumRows(n, inner, x, out);
    x += <usize>n * row;
    out += row;
  }
}

/** Rows added one by one; of longer sums, blocks are added first, so that rounding errors stay small. */
const ROWS: i32 = 512;

/** out[columns] = the sum of n rows. */
function sumRows(n: i32, columns: i32, x: usize, out: usize): void {
  const row = <usize>columns << 2;
  memory.fill(out, 0, row);
  if (n <= ROWS) {
    addRows(n, columns, x, out);
    return;
  }
  reserveScratch(row);
  const part = scratchOf(0);
  for (; n > 0; n -= ROWS) {
    memory.fill(part, 0, row);
    addRows(min(n, ROWS), columns, x, part);
    addRows(1, columns, part, out);
    x += <usize>ROWS * row;
  }
}

/** out[columns] += n rows, four at a time, so that `out` is read and written, and rounded, less often. */
function addRows(n: i32, columns: i32, x: usize, out: usize): void {
  const row = <usize>columns << 2;
  const whole = <usize>(columns & ~3) << 2;
  const rest = columns & 3;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const b = x + row, c = b + row, d = c + row;
    let k: usize = 0;
    for (; k < whole; k += 16) {
      const ab = f32x4.add(v128.load(x + k), v128.load(b + k));
      const cd = f32x4.add(v128.load(c + k), v128.load(d + k));
      v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.add(ab, cd)));
    }
    if (rest) {
      const ab = f32x4.add(loadPart(x + k, rest), loadPart(b + k, rest));
      const cd = f32x4.add(loadPart(c + k, rest), loadPart(d + k, rest));
      storePart(out + k, f32x4.add(loadPart(out + k, rest), f32x4.add(ab, cd)), rest);
    }
    x = d + row;
  }
  for (; j < n; j++) {
    let k: usize = 0;
    for (; k < whole; k += 16) v128.store(out + k, f32x4.add(v128.load(out + k), v128.load(x + k)));
    if (rest) storePart(out + k, f32x4.add(loadPart(out + k, rest), loadPart(x + k, rest)), rest);
    x += row;
  }
}
