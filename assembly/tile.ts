// The micro-kernel: a 4 x 8 tile of C from a panel of four rows and one of eight columns. V8 has 16 vector registers:
// 8 accumulators, 2 of B and one of A fit; larger tiles spill and run at half the speed.
import { madd } from './simd';

/** C = A B. `aStep` is the distance in bytes from one depth to the next in A's panel (16 when packed by four). */
export function tileSet(depth: i32, a: usize, aStep: usize, b: usize, c: usize, cRow: usize): void {
  tile(depth, a, aStep, b, c, cRow, false);
}

/** C += A B. */
export function tileAdd(depth: i32, a: usize, aStep: usize, b: usize, c: usize, cRow: usize): void {
  tile(depth, a, aStep, b, c, cRow, true);
}

// @ts-ignore: decorator
@inline
function tile(depth: i32, a: usize, aStep: usize, b: usize, c: usize, cRow: usize, accumulate: bool): void {
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  let x0 = f32x4.splat(0), y0 = x0, x1 = x0, y1 = x0, x2 = x0, y2 = x0, x3 = x0, y3 = x0;
  if (accumulate) {
    x0 = v128.load(c); y0 = v128.load(c, 16);
    x1 = v128.load(c1); y1 = v128.load(c1, 16);
    x2 = v128.load(c2); y2 = v128.load(c2, 16);
    x3 = v128.load(c3); y3 = v128.load(c3, 16);
  }
  if (depth > 0) {
    const end = b + (<usize>depth << 5);
    do {
      const p = v128.load(b);
      const q = v128.load(b, 16);
      let s = v128.load32_splat(a);
      x0 = madd(s, p, x0); y0 = madd(s, q, y0);
      s = v128.load32_splat(a, 4);
      x1 = madd(s, p, x1); y1 = madd(s, q, y1);
      s = v128.load32_splat(a, 8);
      x2 = madd(s, p, x2); y2 = madd(s, q, y2);
      s = v128.load32_splat(a, 12);
      x3 = madd(s, p, x3); y3 = madd(s, q, y3);
      a += aStep;
      b += 32;
    } while (b < end);
  }
  v128.store(c, x0); v128.store(c, y0, 16);
  v128.store(c1, x1); v128.store(c1, y1, 16);
  v128.store(c2, x2); v128.store(c2, y2, 16);
  v128.store(c3, x3); v128.store(c3, y3, 16);
}
