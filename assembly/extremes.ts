// The largest and smallest elements, and their places, over one axis of [outer, n, inner], all dense. The smallest is the
// largest with the signs turned.
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { PAD_BYTES, wholeBytes } from './rows';
import { Share, endUnit, firstUnit, share } from './share';
import { maxLanes, storePair } from './simd';

@unmanaged
class Extremes extends Share {
  n: i32;
  inner: i32;
  x: usize;
  values: usize;
  ids: usize;
  /** The sign bit, for the smallest. */
  turn: i32;
}

/** values and ids [outer, inner] of the extremes over n >= 1, the first where several are alike; a NaN beats all. */
export function max(outer: i32, n: i32, inner: i32, x: usize, values: usize, ids: usize): void {
  extremes(outer, n, inner, x, values, ids, 0);
}

export function min(outer: i32, n: i32, inner: i32, x: usize, values: usize, ids: usize): void {
  extremes(outer, n, inner, x, values, ids, 1 << 31);
}

function extremes(outer: i32, n: i32, inner: i32, x: usize, values: usize, ids: usize, turn: i32): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<Extremes>(jobArguments());
  job.n = n; job.inner = inner; job.x = x; job.values = values; job.ids = ids; job.turn = turn;
  share(outer, n * inner * 2, extremesTask, true);
}

function extremesTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Extremes>(args);
  const n = job.n, inner = job.inner;
  const turn = i32x4.splat(job.turn);
  const row = <usize>inner << 2;
  const end = endUnit(job, task);
  for (let i = firstUnit(job, task); i < end; i++) {
    const x = job.x + <usize>i * <usize>n * row, values = job.values + <usize>i * row, ids = job.ids + <usize>i * row;
    if (inner == 1) {
      const id = rowExtreme(n, x, turn, scratchOf(thread));
      store<i32>(ids, id);
      store<f32>(values, load<f32>(x + (<usize>id << 2)));
    } else {
      memory.copy(values, x, row);
      memory.fill(ids, 0, row);
      for (let j = 1; j < n; j++) improve(inner, j, x + <usize>j * row, values, ids, turn);
    }
  }
}

/** The first place of the largest element of a row, or of the first NaN. */
function rowExtreme(n: i32, x: usize, turn: v128, pad: usize): i32 {
  const low = f32x4.splat(-Infinity);
  const whole = x + wholeBytes(n), end = x + (<usize>n << 2);
  let a = low, b = low, nan = f32x4.splat(0), nan1 = nan;
  let p = x;
  for (; p < whole; p += 32) {
    const v = v128.xor(v128.load(p), turn), v1 = v128.xor(v128.load(p, 16), turn);
    a = f32x4.pmax(a, v);
    b = f32x4.pmax(b, v1);
    nan = v128.or(nan, f32x4.ne(v, v));
    nan1 = v128.or(nan1, f32x4.ne(v1, v1));
  }
  storePair(pad, a, b);
  storePair(pad + 32, nan, nan1);
  a = f32x4.pmax(v128.load(pad), v128.load(pad, 16));
  nan = v128.or(v128.load(pad, 32), v128.load(pad, 48));
  for (; p < end; p += 4) {
    const v = v128.xor(v128.load32_splat(p), turn);
    a = f32x4.pmax(a, v);
    nan = v128.or(nan, f32x4.ne(v, v));
  }
  const hasNan = v128.any_true(nan);
  const wanted = v128.xor(f32x4.splat(maxLanes(a)), turn);
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

/** Takes what is better in row j. */
function improve(columns: i32, j: i32, x: usize, values: usize, ids: usize, turn: v128): void {
  const place = i32x4.splat(j);
  const end = x + (<usize>columns << 2);
  for (const whole = end - 16; x <= whole; x += 16) {
    const v = v128.load(x), old = v128.load(values);
    const isBetter = beats(v, old, turn);
    v128.store(values, v128.bitselect(v, old, isBetter));
    v128.store(ids, v128.bitselect(place, v128.load(ids), isBetter));
    values += 16;
    ids += 16;
  }
  for (; x < end; x += 4) {
    if (v128.any_true(beats(v128.load32_splat(x), v128.load32_splat(values), turn))) {
      store<f32>(values, load<f32>(x));
      store<i32>(ids, j);
    }
    values += 4;
    ids += 4;
  }
}

// @ts-ignore: decorator
@inline
function beats(x: v128, old: v128, turn: v128): v128 {
  const isLarger = f32x4.gt(v128.xor(x, turn), v128.xor(old, turn));
  return v128.or(isLarger, v128.andnot(f32x4.ne(x, x), f32x4.ne(old, old)));
}
