// One row times a matrix, where packing would cost more than the product: decoding lives on it.
import { madd, sumLanes } from './simd';

/** y[n] (+)= x[k] B, with B's rows, `row` elements apart, read straight on: sixteen columns at a time. */
export function gemvRows(n: i32, k: i32, x: usize, b: usize, row: i32, y: usize, accumulate: i32): void {
  const step = <usize>row << 2;
  const end = x + (<usize>k << 2);
  let j = 0;
  for (; j + 16 <= n; j += 16) {
    const at = y + (<usize>j << 2);
    let p = b + (<usize>j << 2);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    if (accumulate) {
      s0 = v128.load(at); s1 = v128.load(at, 16); s2 = v128.load(at, 32); s3 = v128.load(at, 48);
    }
    for (let q = x; q < end; q += 4) {
      const v = v128.load32_splat(q);
      s0 = madd(v, v128.load(p), s0);
      s1 = madd(v, v128.load(p, 16), s1);
      s2 = madd(v, v128.load(p, 32), s2);
      s3 = madd(v, v128.load(p, 48), s3);
      p += step;
    }
    v128.store(at, s0); v128.store(at, s1, 16); v128.store(at, s2, 32); v128.store(at, s3, 48);
  }
  for (; j < n; j++) {
    const at = y + (<usize>j << 2);
    let p = b + (<usize>j << 2);
    let sum: f32 = accumulate ? load<f32>(at) : 0;
    for (let q = x; q < end; q += 4) {
      sum += load<f32>(q) * load<f32>(p);
      p += step;
    }
    store<f32>(at, sum);
  }
}

/** y[n] (+)= x[k] B, with B's columns, `column` elements apart, read straight on: four dot products at a time. */
export function gemvColumns(n: i32, k: i32, x: usize, b: usize, column: i32, y: usize, accumulate: i32): void {
  const step = <usize>column << 2;
  const whole = x + (<usize>(k & ~3) << 2);
  const end = x + (<usize>k << 2);
  let at = y;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    let p0 = b, p1 = b + step, p2 = b + 2 * step, p3 = b + 3 * step;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let q = x;
    for (; q < whole; q += 16) {
      const v = v128.load(q);
      s0 = madd(v, v128.load(p0), s0);
      s1 = madd(v, v128.load(p1), s1);
      s2 = madd(v, v128.load(p2), s2);
      s3 = madd(v, v128.load(p3), s3);
      p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    }
    let t0 = sumLanes(s0), t1 = sumLanes(s1), t2 = sumLanes(s2), t3 = sumLanes(s3);
    for (; q < end; q += 4) {
      const v = load<f32>(q);
      t0 += v * load<f32>(p0); t1 += v * load<f32>(p1); t2 += v * load<f32>(p2); t3 += v * load<f32>(p3);
      p0 += 4; p1 += 4; p2 += 4; p3 += 4;
    }
    if (accumulate) {
      t0 += load<f32>(at); t1 += load<f32>(at, 4); t2 += load<f32>(at, 8); t3 += load<f32>(at, 12);
    }
    store<f32>(at, t0); store<f32>(at, t1, 4); store<f32>(at, t2, 8); store<f32>(at, t3, 12);
    b += 4 * step;
    at += 16;
  }
  for (; j < n; j++) {
    let sums = f32x4.splat(0);
    let p = b;
    let q = x;
    for (; q < whole; q += 16) {
      sums = madd(v128.load(q), v128.load(p), sums);
      p += 16;
    }
    let sum = sumLanes(sums);
    for (; q < end; q += 4) {
      sum += load<f32>(q) * load<f32>(p);
      p += 4;
    }
    store<f32>(at, accumulate ? load<f32>(at) + sum : sum);
    b += step;
    at += 4;
  }
}
