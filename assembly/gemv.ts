// One row times a matrix, where packing would cost more than the product: decoding lives on it. `start` is what the product
// is added to, as long as y, or 0.
import { madd, sumLanes } from './simd';

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

// Eight sums run side by side: with fewer, each would wait for the one before it.

/** y[n] = start + x[k] B, with B's columns, `column` elements apart, read straight on: eight dot products at a time. */
export function gemvColumns(n: i32, k: i32, x: usize, b: usize, column: i32, y: usize, start: usize): void {
  const step = <usize>column << 2;
  const whole = x + (<usize>(k & ~3) << 2);
  const end = x + (<usize>k << 2);
  const zero = f32x4.splat(0);
  let at = y;
  let j = 0;
  for (; j + 8 <= n; j += 8) {
    let p0 = b, p1 = b + step, p2 = p1 + step, p3 = p2 + step;
    let p4 = p3 + step, p5 = p4 + step, p6 = p5 + step, p7 = p6 + step;
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
    for (let q = x; q < whole; q += 16) {
      const v = v128.load(q);
      s0 = madd(v, v128.load(p0), s0); s1 = madd(v, v128.load(p1), s1);
      s2 = madd(v, v128.load(p2), s2); s3 = madd(v, v128.load(p3), s3);
      s4 = madd(v, v128.load(p4), s4); s5 = madd(v, v128.load(p5), s5);
      s6 = madd(v, v128.load(p6), s6); s7 = madd(v, v128.load(p7), s7);
      p0 += 16; p1 += 16; p2 += 16; p3 += 16; p4 += 16; p5 += 16; p6 += 16; p7 += 16;
    }
    let low = sumsOfLanes(s0, s1, s2, s3), high = sumsOfLanes(s4, s5, s6, s7);
    for (let q = whole; q < end; q += 4) {
      const from = b + (q - x);
      const v = v128.load32_splat(q);
      low = madd(v, gather4(from, step), low);
      high = madd(v, gather4(from + 4 * step, step), high);
    }
    if (start) {
      low = f32x4.add(low, v128.load(start));
      high = f32x4.add(high, v128.load(start, 16));
      start += 32;
    }
    v128.store(at, low);
    v128.store(at, high, 16);
    b += 8 * step;
    at += 32;
  }
  for (; j < n; j++) {
    const sum = dot(k, x, b);
    store<f32>(at, start ? load<f32>(start) + sum : sum);
    b += step;
    at += 4;
    if (start) start += 4;
  }
}

/** Two rows of x, `xRow` elements apart, at once: each part of B is read once for both. */
export function gemvPairColumns(
  n: i32, k: i32, x: usize, xRow: i32, b: usize, column: i32, y: usize, yRow: i32, start: usize, startRow: i32,
): void {
  const step = <usize>column << 2;
  const other = <usize>xRow << 2;
  const below = <usize>yRow << 2;
  const from = <usize>startRow << 2;
  const whole = x + (<usize>(k & ~3) << 2);
  const end = x + (<usize>k << 2);
  const zero = f32x4.splat(0);
  let at = y;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    let p0 = b, p1 = b + step, p2 = p1 + step, p3 = p2 + step;
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    for (let q = x; q < whole; q += 16) {
      const v = v128.load(q), w = v128.load(q + other);
      let c = v128.load(p0);
      s0 = madd(v, c, s0); t0 = madd(w, c, t0);
      c = v128.load(p1);
      s1 = madd(v, c, s1); t1 = madd(w, c, t1);
      c = v128.load(p2);
      s2 = madd(v, c, s2); t2 = madd(w, c, t2);
      c = v128.load(p3);
      s3 = madd(v, c, s3); t3 = madd(w, c, t3);
      p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    }
    let upper = sumsOfLanes(s0, s1, s2, s3), lower = sumsOfLanes(t0, t1, t2, t3);
    for (let q = whole; q < end; q += 4) {
      const c = gather4(b + (q - x), step);
      upper = madd(v128.load32_splat(q), c, upper);
      lower = madd(v128.load32_splat(q + other), c, lower);
    }
    if (start) {
      upper = f32x4.add(upper, v128.load(start));
      lower = f32x4.add(lower, v128.load(start + from));
      start += 16;
    }
    v128.store(at, upper);
    v128.store(at + below, lower);
    b += 4 * step;
    at += 16;
  }
  for (; j < n; j++) {
    const upper = dot(k, x, b), lower = dot(k, x + other, b);
    store<f32>(at, start ? load<f32>(start) + upper : upper);
    store<f32>(at + below, start ? load<f32>(start + from) + lower : lower);
    b += step;
    at += 4;
    if (start) start += 4;
  }
}

/** Four floats, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function gather4(p: usize, step: usize): v128 {
  return f32x4(load<f32>(p), load<f32>(p + step), load<f32>(p + 2 * step), load<f32>(p + 3 * step));
}

/** The sum of each argument's lanes, in a lane each. */
// @ts-ignore: decorator
@inline
function sumsOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

function dot(k: i32, x: usize, y: usize): f32 {
  const whole = x + (<usize>(k & ~3) << 2);
  const end = x + (<usize>k << 2);
  let sums = f32x4.splat(0);
  for (; x < whole; x += 16) {
    sums = madd(v128.load(x), v128.load(y), sums);
    y += 16;
  }
  let sum = sumLanes(sums);
  for (; x < end; x += 4) {
    sum += load<f32>(x) * load<f32>(y);
    y += 4;
  }
  return sum;
}
