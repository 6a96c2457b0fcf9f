// The largest and smallest elements, and their places, over one axis of [outer, n, inner], all dense.
import { loadPart, loadPartOr, maxLanes, storePart } from './simd';

const MAX: i32 = 0;
const MIN: i32 = 1;

// @ts-ignore: decorator
@inline
function better(op: i32, x: v128, than: v128): v128 {
  return op == MAX ? f32x4.gt(x, than) : f32x4.lt(x, than);
}

/** The better of two, lane by lane, where NaNs in y may be passed over. */
// @ts-ignore: decorator
@inline
function best(op: i32, x: v128, y: v128): v128 {
  return op == MAX ? f32x4.pmax(x, y) : f32x4.pmin(x, y);
}

/** The first place of the largest (smallest) element of a row, or of the first NaN. */
// @ts-ignore: decorator
@inline
function rowExtreme(op: i32, n: i32, x: usize): i32 {
  const worst = f32x4.splat(op == MAX ? -Infinity : Infinity);
  const whole = x + (<usize>(n & ~3) << 2);
  let a = worst, b = worst;
  let nan = f32x4.splat(0);
  let p = x;
  for (; p + 32 <= whole; p += 32) {
    const v = v128.load(p);
    const w = v128.load(p, 16);
    a = best(op, a, v);
    b = best(op, b, w);
    nan = v128.or(nan, v128.or(f32x4.ne(v, v), f32x4.ne(w, w)));
  }
  for (; p < whole; p += 16) {
    const v = v128.load(p);
    a = best(op, a, v);
    nan = v128.or(nan, f32x4.ne(v, v));
  }
  if (n & 3) {
    const v = loadPartOr(p, n & 3, worst);
    a = best(op, a, v);
    nan = v128.or(nan, f32x4.ne(v, v));
  }
  a = best(op, a, b);
  const wanted = f32x4.splat(op == MAX ? maxLanes(a) : -maxLanes(f32x4.neg(a)));
  const hasNan = v128.any_true(nan);
  p = x;
  while (p < whole && !matches(v128.load(p), wanted, hasNan)) p += 16;
  while (!matches(v128.load32_splat(p), wanted, hasNan)) p += 4;
  return <i32>((p - x) >> 2);
}

/** Whether a lane is NaN, or is what is wanted. */
// @ts-ignore: decorator
@inline
function matches(x: v128, wanted: v128, nan: bool): bool {
  return v128.any_true(nan ? f32x4.ne(x, x) : f32x4.eq(x, wanted));
}

/** values and ids [outer, inner] of the extremes over n >= 1, the first where several are alike; a NaN beats all. */
// @ts-ignore: decorator
@inline
function extreme(op: i32, outer: i32, n: i32, inner: i32, x: usize, values: usize, ids: usize): void {
  const row = <usize>inner << 2;
  for (let i = 0; i < outer; i++) {
    if (inner == 1) {
      const id = rowExtreme(op, n, x);
      store<i32>(ids, id);
      store<f32>(values, load<f32>(x + (<usize>id << 2)));
    } else {
      memory.copy(values, x, row);
      memory.fill(ids, 0, row);
      for (let j = 1; j < n; j++) improve(op, inner, j, x + <usize>j * row, values, ids);
    }
    x += <usize>n * row;
    values += row;
    ids += row;
  }
}

/** Takes what is better in row j. */
// @ts-ignore: decorator
@inline
function improve(op: i32, columns: i32, j: i32, x: usize, values: usize, ids: usize): void {
  const place = i32x4.splat(j);
  const end = x + (<usize>(columns & ~3) << 2);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    const old = v128.load(values);
    const isBetter = v128.or(better(op, v, old), v128.andnot(f32x4.ne(v, v), f32x4.ne(old, old)));
    v128.store(values, v128.bitselect(v, old, isBetter));
    v128.store(ids, v128.bitselect(place, v128.load(ids), isBetter));
    values += 16;
    ids += 16;
  }
  const rest = columns & 3;
  if (rest) {
    const v = loadPart(x, rest);
    const old = loadPart(values, rest);
    const isBetter = v128.or(better(op, v, old), v128.andnot(f32x4.ne(v, v), f32x4.ne(old, old)));
    storePart(values, v128.bitselect(v, old, isBetter), rest);
    storePart(ids, v128.bitselect(place, loadPart(ids, rest), isBetter), rest);
  }
}

export function max(outer: i32, n: i32, inner: i32, x: usize, values: usize, ids: usize): void {
  extreme(MAX, outer, n, inner, x, values, ids);
}

export function min(outer: i32, n: i32, inner: i32, x: usize, values: usize, ids: usize): void {
  extreme(MIN, outer, n, inner, x, values, ids);
}
