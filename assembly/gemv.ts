// One row times a matrix whose rows' elements lie side by side, read as it lies. `start` is what the product is added to, as
// long as y, or 0.
import { madd } from './simd';

/** y[n] = start + x[k] B, with B's rows, `row` elements apart, read straight on: four rows at a time are added to y. */
export function gemvRows(n: i32, k: i32, x: usize, b: usize, row: i32, y: usize, start: usize): void {
  const step = <usize>row << 2;
  const end = y + (<usize>n << 2);
  const whole = y + (<usize>(n & ~3) << 2);
  if (!start) memory.fill(y, 0, <usize>n << 2);
  else if (start != y) memory.copy(y, start, <usize>n << 2);
  let i = 0;
  for (; i + 4 <= k; i += 4) {
    const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x, 4), x2 = v128.load32_splat(x, 8), x3 = v128.load32_splat(x, 12);
    let p0 = b, p1 = b + step, p2 = p1 + step, p3 = p2 + step;
    let at = y;
    for (; at < whole; at += 16) {
      const low = madd(x1, v128.load(p1), madd(x0, v128.load(p0), v128.load(at)));
      v128.store(at, madd(x3, v128.load(p3), madd(x2, v128.load(p2), low)));
      p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    }
    for (; at < end; at += 4) {
      const low = load<f32>(at) + load<f32>(x) * load<f32>(p0) + load<f32>(x, 4) * load<f32>(p1);
      store<f32>(at, low + load<f32>(x, 8) * load<f32>(p2) + load<f32>(x, 12) * load<f32>(p3));
      p0 += 4; p1 += 4; p2 += 4; p3 += 4;
    }
    x += 16;
    b += 4 * step;
  }
  for (; i < k; i++) {
    const factor = v128.load32_splat(x);
    let p = b;
    let at = y;
    for (; at < whole; at += 16) {
      v128.store(at, madd(factor, v128.load(p), v128.load(at)));
      p += 16;
    }
    for (; at < end; at += 4) {
      store<f32>(at, load<f32>(at) + load<f32>(x) * load<f32>(p));
      p += 4;
    }
    x += 4;
    b += step;
  }
}
