// Sparsemax and 1.5-entmax over the rows of dense [rows, n], and their backward passes. Both are p = max(0, z - t)^d with the t
// for which p sums to 1: d = 1 and z = x, or d = 2 and z = x / 2. The sum is convex and falls with t, so that Newton's
// steps from a t below the solution rise to it and never pass it.
import { eachRow, rowMax } from './rows';
import { sumLanes } from './simd';

/** Far more than it takes: the steps double the digits. */
const STEPS: i32 = 64;
const CLOSE: f64 = 1e-7;

export function sparsemax(rows: i32, n: i32, x: usize, out: usize): void {
  eachRow(rows, n, x, x, out, n, sparsemaxRow, 16);
}

export function entmax15(rows: i32, n: i32, x: usize, out: usize): void {
  eachRow(rows, n, x, x, out, n, entmax15Row, 16);
}

function sparsemaxRow(n: i32, x: usize, y: usize, out: usize, pad: usize): void {
  normalize(n, x, out, pad, false);
}

function entmax15Row(n: i32, x: usize, y: usize, out: usize, pad: usize): void {
  normalize(n, x, out, pad, true);
}

/** A row of -infinity, or none, becomes zeros. */
// @ts-ignore: decorator
@inline
function normalize(n: i32, x: usize, out: usize, pad: usize, squared: bool): void {
  const top = rowMax(n, x, pad);
  if (top == -Infinity) {
    memory.fill(out, 0, <usize>n << 2);
    return;
  }
  const factor: f32 = squared ? 0.5 : 1;
  // The largest z is 0, and its p alone would be 1.
  let t: f64 = -1;
  for (let step = 0; step < STEPS; step++) {
    excess(n, x, top, factor, <f32>t, pad, squared);
    const above = load<f64>(pad) - 1;
    if (!(above > CLOSE)) break;
    t += above / load<f64>(pad, 8);
  }
  weigh(n, x, top, factor, <f32>t, out, squared);
}

/** Writes the sum of p, and how fast it falls with t, in float64. */
// @ts-ignore: decorator
@inline
function excess(n: i32, x: usize, top: f32, factor: f32, t: f32, pad: usize, squared: bool): void {
  const zero = f32x4.splat(0), tops = f32x4.splat(top), factors = f32x4.splat(factor), ts = f32x4.splat(t);
  const end = x + (<usize>n << 2), whole = x + (<usize>(n & ~3) << 2);
  let sums = zero, slopes = zero;
  for (; x < whole; x += 16) {
    const z = f32x4.pmax(f32x4.sub(f32x4.mul(f32x4.sub(v128.load(x), tops), factors), ts), zero);
    if (squared) {
      sums = f32x4.add(sums, f32x4.mul(z, z));
      slopes = f32x4.add(slopes, z);
    } else {
      sums = f32x4.add(sums, z);
      slopes = f32x4.add(slopes, v128.and(f32x4.gt(z, zero), f32x4.splat(1)));
    }
  }
  let sum = <f64>sumLanes(sums), slope = <f64>sumLanes(slopes);
  for (; x < end; x += 4) {
    const z = <f64>max<f32>((load<f32>(x) - top) * factor - t, 0);
    sum += squared ? z * z : z;
    slope += squared ? z : z > 0 ? 1 : 0;
  }
  store<f64>(pad, sum);
  store<f64>(pad, squared ? 2 * slope : slope, 8);
}

// @ts-ignore: decorator
@inline
function weigh(n: i32, x: usize, top: f32, factor: f32, t: f32, out: usize, squared: bool): void {
  const zero = f32x4.splat(0), tops = f32x4.splat(top), factors = f32x4.splat(factor), ts = f32x4.splat(t);
  const end = x + (<usize>n << 2), whole = x + (<usize>(n & ~3) << 2);
  for (; x < whole; x += 16) {
    const z = f32x4.pmax(f32x4.sub(f32x4.mul(f32x4.sub(v128.load(x), tops), factors), ts), zero);
    v128.store(out, squared ? f32x4.mul(z, z) : z);
    out += 16;
  }
  for (; x < end; x += 4) {
    const z = max<f32>((load<f32>(x) - top) * factor - t, 0);
    store<f32>(out, squared ? z * z : z);
    out += 4;
  }
}

/** The gradient of x from p, which is x here, and that of p, which is y. */
export function sparsemaxBackward(rows: i32, n: i32, p: usize, g: usize, out: usize): void {
  eachRow(rows, n, p, g, out, n, sparsemaxBackwardRow, 6);
}

export function entmax15Backward(rows: i32, n: i32, p: usize, g: usize, out: usize): void {
  eachRow(rows, n, p, g, out, n, entmax15BackwardRow, 8);
}

function sparsemaxBackwardRow(n: i32, p: usize, g: usize, out: usize, pad: usize): void {
  differentiate(n, p, g, out, false);
}

function entmax15BackwardRow(n: i32, p: usize, g: usize, out: usize, pad: usize): void {
  differentiate(n, p, g, out, true);
}

/** With s = √p, or 1 where p is above 0: dx = s (g - Σ s g / Σ s) (Peters, Niculae and Martins, 2019). */
// @ts-ignore: decorator
@inline
function differentiate(n: i32, p: usize, g: usize, out: usize, squared: bool): void {
  const bytes = <usize>n << 2, whole = <usize>(n & ~3) << 2;
  let total = f32x4.splat(0), weighted = total;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const s = slopesOf(v128.load(p + at), squared);
    total = f32x4.add(total, s);
    weighted = f32x4.add(weighted, f32x4.mul(s, v128.load(g + at)));
  }
  let sum = sumLanes(total), mean = sumLanes(weighted);
  for (; at < bytes; at += 4) {
    const s = slopeOf(load<f32>(p + at), squared);
    sum += s;
    mean += s * load<f32>(g + at);
  }
  mean = sum > 0 ? mean / sum : 0;
  const means = f32x4.splat(mean);
  for (at = 0; at < whole; at += 16) {
    v128.store(out + at, f32x4.mul(slopesOf(v128.load(p + at), squared), f32x4.sub(v128.load(g + at), means)));
  }
  for (; at < bytes; at += 4) store<f32>(out + at, slopeOf(load<f32>(p + at), squared) * (load<f32>(g + at) - mean));
}

// @ts-ignore: decorator
@inline
function slopesOf(p: v128, squared: bool): v128 {
  return squared ? f32x4.sqrt(p) : v128.and(f32x4.gt(p, f32x4.splat(0)), f32x4.splat(1));
}

// @ts-ignore: decorator
@inline
function slopeOf(p: f32, squared: bool): f32 {
  return squared ? sqrt<f32>(p) : p > 0 ? 1 : 0;
}
