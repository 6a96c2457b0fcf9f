// Rows of each head by index, and rows of several sets put back together at their indices, weighted. Indices have been
// checked before; -1 stands for nobody.
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { exp2, madd, sumLanes } from './simd';

const NOBODY: i32 = -1;
const LOG2_E: f32 = 1.4426950408889634;

/** x and out have strides over sequences, heads and rows, in elements; ids, parts and what is of their sizes are dense. */
@unmanaged
class HeadRows extends Share {
  heads: i32; n: i32; m: i32; columns: i32;
  x: usize; xBatch: i32; xHead: i32; xRow: i32;
  ids: usize;
  parts: usize; logits: usize; weights: usize; dParts: usize; dLogits: usize;
}

// @ts-ignore: decorator
@inline
function headOf(job: HeadRows, head: i32): usize {
  return job.x + ((<usize>(head / job.heads) * <usize>job.xBatch + <usize>(head % job.heads) * <usize>job.xHead) << 2);
}

// @ts-ignore: decorator
@inline
function rowOf(job: HeadRows, from: usize, id: i32): usize {
  return from + (<usize>id * <usize>job.xRow << 2);
}

function jobOf(
  heads: i32, n: i32, m: i32, columns: i32, x: usize, xBatch: i32, xHead: i32, xRow: i32, ids: usize, parts: usize,
): HeadRows {
  const job = changetype<HeadRows>(jobArguments());
  job.heads = heads; job.n = n; job.m = m; job.columns = columns;
  job.x = x; job.xBatch = xBatch; job.xHead = xHead; job.xRow = xRow;
  job.ids = ids; job.parts = parts;
  return job;
}

/** out[b, h, j] = x[b, h, ids[b, h, j]], m rows of each head's n; zeros for nobody. */
export function takeHeadRows(
  batch: i32, heads: i32, n: i32, m: i32, columns: i32,
  x: usize, xBatch: i32, xHead: i32, xRow: i32, ids: usize, out: usize,
): void {
  jobOf(heads, n, m, columns, x, xBatch, xHead, xRow, ids, out);
  share(batch * heads, m * columns, takeTask, true);
}

function takeTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<HeadRows>(args);
  const row = <usize>job.columns << 2;
  const end = endUnit(job, task);
  for (let head = firstUnit(job, task); head < end; head++) {
    const from = headOf(job, head);
    let at = job.ids + (<usize>(head * job.m) << 2);
    let to = job.parts + <usize>head * <usize>job.m * row;
    for (let j = 0; j < job.m; j++) {
      const id = load<i32>(at);
      if (id == NOBODY) memory.fill(to, 0, row);
      else memory.copy(to, rowOf(job, from, id), row);
      at += 4;
      to += row;
    }
  }
}

/** The backward pass: out[b, h, ids[b, h, j]] += g[b, h, j] in zeros; out has the strides of x. */
export function addHeadRows(
  batch: i32, heads: i32, n: i32, m: i32, columns: i32,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, ids: usize, g: usize,
): void {
  jobOf(heads, n, m, columns, out, outBatch, outHead, outRow, ids, g);
  share(batch * heads, m * columns, addTask, true);
}

function addTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<HeadRows>(args);
  const end = endUnit(job, task);
  for (let head = firstUnit(job, task); head < end; head++) {
    clear(job, head);
    let at = job.ids + (<usize>(head * job.m) << 2);
    let from = job.parts + (<usize>head * <usize>job.m * <usize>job.columns << 2);
    for (let j = 0; j < job.m; j++) {
      const id = load<i32>(at);
      if (id != NOBODY) addScaled(job.columns, from, 1, rowOf(job, headOf(job, head), id));
      at += 4;
      from += <usize>job.columns << 2;
    }
  }
}

/**
 * out[b, h, i] = the mean of all parts[b, h, j] whose id is i, weighted with the softmax over these of logits[b, h, j]; zeros
 * where there are none above -infinity. The weights [B, H, m] stay for the backward pass.
 */
export function mergeHeadRows(
  batch: i32, heads: i32, n: i32, m: i32, columns: i32,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, ids: usize, parts: usize, logits: usize, weights: usize,
): void {
  reserveScratch(<usize>n << 3);
  const job = jobOf(heads, n, m, columns, out, outBatch, outHead, outRow, ids, parts);
  job.logits = logits; job.weights = weights;
  share(batch * heads, m * columns, mergeTask, true);
}

function mergeTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<HeadRows>(args);
  const end = endUnit(job, task);
  for (let head = firstUnit(job, task); head < end; head++) {
    weighParts(job, head, scratchOf(thread));
    clear(job, head);
    const to = headOf(job, head);
    const first = <usize>(head * job.m) << 2;
    let part = job.parts + first * <usize>job.columns;
    for (let j: usize = 0; j < <usize>job.m << 2; j += 4) {
      const weight = load<f32>(job.weights + first + j);
      if (weight != 0) addScaled(job.columns, part, weight, rowOf(job, to, load<i32>(job.ids + first + j)));
      part += <usize>job.columns << 2;
    }
  }
}

/** `scratch` holds the largest logit of each row, and behind them the sums. */
function weighParts(job: HeadRows, head: i32, scratch: usize): void {
  const first = <usize>(head * job.m) << 2;
  const ids = job.ids + first, logits = job.logits + first, weights = job.weights + first;
  const end = <usize>job.m << 2, sums = scratch + (<usize>job.n << 2);
  for (let i: usize = 0; i < <usize>job.n << 2; i += 4) store<f32>(scratch + i, <f32>-Infinity);
  memory.fill(sums, 0, <usize>job.n << 2);
  for (let j: usize = 0; j < end; j += 4) {
    const id = load<i32>(ids + j);
    const at = scratch + (<usize>id << 2);
    if (id != NOBODY) store<f32>(at, max(load<f32>(at), load<f32>(logits + j)));
  }
  for (let j: usize = 0; j < end; j += 4) {
    const id = load<i32>(ids + j);
    const logit = load<f32>(logits + j);
    let weight: f32 = 0;
    if (id != NOBODY && logit != -Infinity) {
      const above = (logit - load<f32>(scratch + (<usize>id << 2))) * LOG2_E;
      weight = f32x4.extract_lane(exp2(f32x4.splat(above)), 0);
      const at = sums + (<usize>id << 2);
      store<f32>(at, load<f32>(at) + weight);
    }
    store<f32>(weights + j, weight);
  }
  for (let j: usize = 0; j < end; j += 4) {
    const weight = load<f32>(weights + j);
    if (weight != 0) store<f32>(weights + j, weight / load<f32>(sums + (<usize>load<i32>(ids + j) << 2)));
  }
}

/** The backward pass: with w the weights, dParts = w g, and dLogits = w (g . part - the mean of that), with g [B, H, n] of out. */
export function mergeHeadRowsBackward(
  batch: i32, heads: i32, n: i32, m: i32, columns: i32,
  g: usize, gBatch: i32, gHead: i32, gRow: i32, ids: usize, parts: usize, weights: usize, dParts: usize, dLogits: usize,
): void {
  reserveScratch(<usize>n << 2);
  const job = jobOf(heads, n, m, columns, g, gBatch, gHead, gRow, ids, parts);
  job.weights = weights; job.dParts = dParts; job.dLogits = dLogits;
  share(batch * heads, 2 * m * columns, mergeBackwardTask, true);
}

function mergeBackwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<HeadRows>(args);
  const row = <usize>job.columns << 2;
  const means = scratchOf(thread);
  const end = endUnit(job, task);
  for (let head = firstUnit(job, task); head < end; head++) {
    const g = headOf(job, head);
    const first = <usize>(head * job.m) << 2, last = first + (<usize>job.m << 2);
    memory.fill(means, 0, <usize>job.n << 2);
    for (let j = first; j < last; j += 4) {
      const weight = load<f32>(job.weights + j);
      const target = job.dParts + j * <usize>job.columns;
      store<f32>(job.dLogits + j, 0);
      if (weight == 0) {
        memory.fill(target, 0, row);
        continue;
      }
      const id = load<i32>(job.ids + j);
      const slope = weight * scaleAndDot(job.columns, rowOf(job, g, id), weight, job.parts + j * <usize>job.columns, target);
      const mean = means + (<usize>id << 2);
      store<f32>(job.dLogits + j, slope);
      store<f32>(mean, load<f32>(mean) + slope);
    }
    for (let j = first; j < last; j += 4) {
      const weight = load<f32>(job.weights + j);
      if (weight == 0) continue;
      const at = job.dLogits + j;
      store<f32>(at, load<f32>(at) - weight * load<f32>(means + (<usize>load<i32>(job.ids + j) << 2)));
    }
  }
}

/** Zeros in the n rows of a head. */
function clear(job: HeadRows, head: i32): void {
  let to = headOf(job, head);
  for (let i = 0; i < job.n; i++) {
    memory.fill(to, 0, <usize>job.columns << 2);
    to += <usize>job.xRow << 2;
  }
}

/** to += factor x. */
function addScaled(columns: i32, x: usize, factor: f32, to: usize): void {
  const f = f32x4.splat(factor);
  const end = x + (<usize>columns << 2), whole = x + (<usize>(columns & ~3) << 2);
  for (; x < whole; x += 16) {
    v128.store(to, madd(v128.load(x), f, v128.load(to)));
    to += 16;
  }
  for (; x < end; x += 4) {
    store<f32>(to, load<f32>(x) * factor + load<f32>(to));
    to += 4;
  }
}

/** to = factor g; g . x. */
function scaleAndDot(columns: i32, g: usize, factor: f32, x: usize, to: usize): f32 {
  const f = f32x4.splat(factor);
  const end = x + (<usize>columns << 2), whole = x + (<usize>(columns & ~3) << 2);
  let sums = f32x4.splat(0);
  for (; x < whole; x += 16) {
    const y = v128.load(g);
    v128.store(to, f32x4.mul(y, f));
    sums = madd(y, v128.load(x), sums);
    g += 16;
    to += 16;
  }
  let sum = sumLanes(sums);
  for (; x < end; x += 4) {
    store<f32>(to, load<f32>(g) * factor);
    sum += load<f32>(g) * load<f32>(x);
    g += 4;
    to += 4;
  }
  return sum;
}
