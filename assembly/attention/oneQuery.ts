// One query of one head: decoding lives on it. Keys and values are read where they lie, in a cache say.
import { dots1 } from '../generated/dots';
import { gemvRows } from '../gemv';
import { BLOCK, RUN_BYTES, bitsOf, firstRun, lastRun, mapOf, runEnd, runStart, tileOf } from './blockMap';
import { Attention, LOG2_E, headAt, headSeed, keepKeys, keysOf, logOfSum } from './job';
import { constant, exp2, loadPart, storePart, sumLanes } from '../simd';

const LOWEST = memory.data<f32>([-Infinity]);

/** Head `head` of all sequences' heads, its scores in `scores`, [S]; `pad` has DOTS_PAD bytes. */
export function attendOne(job: Attention, head: i32, scores: usize, pad: usize): void {
  const b = head / job.heads, h = head % job.heads;
  const kv = h / (job.heads / job.kvHeads);
  const keys = keysOf(job, b);
  const q = headAt(job.q, b, job.qBatch, h, job.qHead);
  const k = headAt(job.k, b, job.kBatch, kv, job.kHead);
  const v = headAt(job.v, b, job.vBatch, kv, job.vHead);
  const out = headAt(job.out, b, job.outBatch, h, job.outHead);
  const bias = job.bias ? headAt(job.bias, b, job.biasBatch, h, job.biasHead) : 0;
  const map = mapOf(job.maps, head);
  const first = firstRun(map, 0), last = lastRun(map, 0);

  let top: f32 = -Infinity;
  for (let r = first; r < last; r += RUN_BYTES) {
    const start = runStart(r), n = min(runEnd(r), keys) - start;
    if (n <= 0) break;
    const at = scores + (<usize>start << 2);
    const step = <usize>job.kRow << 2;
    dots1(n, job.e, q, 0, k + <usize>start * step, step, at, 0, 0, 0, pad);
    scale(at, n, job.scale * LOG2_E);
    if (bias) addBias(at, n, bias + (<usize>(start * job.biasColumn) << 2), job.biasColumn);
    const tile = tileOf(map, r);
    if (tile) hide(at, n, bitsOf(tile, 0));
    top = max(top, maximum(at, n));
  }
  let sum: f32 = 0;
  memory.fill(out, 0, <usize>job.ev << 2);
  if (top > -Infinity || top != top) {
    const seed = job.keepScale > 1 ? headSeed(job.seed, head) : 0;
    for (let r = first; r < last; r += RUN_BYTES) {
      const start = runStart(r), n = min(runEnd(r), keys) - start;
      if (n <= 0) break;
      const at = scores + (<usize>start << 2);
      sum += weigh(at, n, top);
      if (job.keepScale > 1) drop(at, n, start, seed, job.threshold, job.keepScale);
      gemvRows(job.ev, n, at, v + (<usize>start * <usize>job.vRow << 2), job.vRow, out, out);
    }
    scale(out, job.ev, 1 / sum);
  }
  store<f32>(job.lse + (<usize>head << 2), logOfSum(top, sum));
}

function scale(p: usize, n: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = p + (<usize>n << 2);
  const whole = p + (<usize>(n & ~3) << 2);
  for (; p < whole; p += 16) v128.store(p, f32x4.mul(v128.load(p), f));
  for (; p < end; p += 4) store<f32>(p, load<f32>(p) * factor);
}

function addBias(p: usize, n: i32, bias: usize, column: i32): void {
  for (let j = 0; j < n; j++) {
    const at = p + (<usize>j << 2);
    store<f32>(at, load<f32>(at) + load<f32>(bias + (<usize>(j * column) << 2)) * LOG2_E);
  }
}

function hide(scores: usize, n: i32, bits: i64): void {
  for (let j = 0; j < min(n, BLOCK); j++) {
    if (((bits >>> <i64>j) & 1) == 0) store<f32>(scores + (<usize>j << 2), <f32>-Infinity);
  }
}

function maximum(p: usize, n: i32): f32 {
  const end = p + (<usize>n << 2);
  const whole = p + (<usize>(n & ~3) << 2);
  let tops = constant(LOWEST, 0);
  for (; p < whole; p += 16) tops = f32x4.max(tops, v128.load(p));
  let top = max(
    max(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1)),
    max(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3)),
  );
  for (; p < end; p += 4) top = max(top, load<f32>(p));
  return top;
}

/** Scores become 2^(score - top); their sum. */
function weigh(p: usize, n: i32, top: f32): f32 {
  const base = f32x4.splat(top);
  const lowest = constant(LOWEST, 0);
  const end = p + (<usize>n << 2);
  const whole = p + (<usize>(n & ~3) << 2);
  let sums = f32x4.splat(0);
  for (; p < whole; p += 16) {
    const s = v128.load(p);
    const w = v128.andnot(exp2(f32x4.sub(s, base)), f32x4.eq(s, lowest));
    v128.store(p, w);
    sums = f32x4.add(sums, w);
  }
  let sum = sumLanes(sums);
  if (p < end) {
    const count = <i32>((end - p) >> 2);
    const s = loadPart(p, count);
    const w = v128.andnot(exp2(f32x4.sub(s, base)), f32x4.eq(s, lowest));
    storePart(p, w, count);
    for (; p < end; p += 4) sum += load<f32>(p);
  }
  return sum;
}

function drop(p: usize, n: i32, j: i32, seed: i32, threshold: i32, keepScale: f32): void {
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(keepScale);
  for (let c = 0; c < n; c += 4) {
    const count = min(4, n - c);
    const kept = v128.and(factor, keepKeys(seed, 0, j + c, limit));
    if (count == 4) v128.store(p, f32x4.mul(v128.load(p), kept));
    else storePart(p, f32x4.mul(loadPart(p, count), kept), count);
    p += 16;
  }
}
