// What all passes of attention are told, and what they share.
import { log } from '../functions';
import { keep, mix } from '../simd';

export const LOG2_E: f32 = 1.4426950408889634;

/**
 * q [B, H, L, E], k [B, Hk, S, E], v [B, Hk, S, Ev], out [B, H, L, Ev], each with strides over sequences, heads and rows, in
 * elements; H is a multiple of Hk, and each Hk serves H / Hk queries' heads. bias [B, H, L, S] with strides of its own.
 */
@unmanaged
export class Attention {
  batch: i32; heads: i32; kvHeads: i32; length: i32; keys: i32; e: i32; ev: i32;
  q: usize; qBatch: i32; qHead: i32; qRow: i32;
  k: usize; kBatch: i32; kHead: i32; kRow: i32;
  v: usize; vBatch: i32; vHead: i32; vRow: i32;
  scale: f32;
  /** i32 [B], the keys of each sequence; 0: all. */
  lengths: usize;
  /** See blockMap.ts; 0: everything may be seen. */
  maps: usize;
  bias: usize; biasBatch: i32; biasHead: i32; biasRow: i32; biasColumn: i32;
  /** Weights whose random word is below `threshold` are dropped, and the rest are scaled; keepScale is 1 without. */
  threshold: i32; keepScale: f32; seed: i32;
  out: usize; outBatch: i32; outHead: i32; outRow: i32;
  /** [B, H, L]: the base-2 logarithm of the sum of each row's exponentials. */
  lse: usize;
  /** The forward pass: heads of keys packed at a time, and how queries' blocks are cut into tasks. */
  firstUnit: i32; units: i32; packed: usize; unitBytes: usize; grain: i32; pieces: i32;
  /** The backward pass: the gradient of `out`, and those wanted; `dbias` [B, H, L, S] is dense, or 0. */
  g: usize; gBatch: i32; gHead: i32; gRow: i32;
  dq: usize; dqBatch: i32; dqHead: i32; dqRow: i32;
  dk: usize; dkBatch: i32; dkHead: i32; dkRow: i32;
  dv: usize; dvBatch: i32; dvHead: i32; dvRow: i32;
  dbias: usize;
  /** [B, H, L], dense: the gradient of the natural logarithm of each row's sum, or 0. */
  gLse: usize;
  slots: i32; partials: usize;
}

/** How many keys sequence `b` has. */
// @ts-ignore: decorator
@inline
export function keysOf(job: Attention, b: i32): i32 {
  return job.lengths ? load<i32>(job.lengths + (<usize>b << 2)) : job.keys;
}

/**
 * The base-2 logarithm of a row's sum of exponentials, where `sum` was gathered under the maximum `top`. A row without keys:
 * +infinity makes every weight of the backward pass vanish.
 */
export function logOfSum(top: f32, sum: f32): f32 {
  if (sum == 0) return Infinity;
  return top + f32x4.extract_lane(log(f32x4.splat(sum)), 0) * LOG2_E;
}

/** Where a head's rows begin. */
// @ts-ignore: decorator
@inline
export function headAt(pointer: usize, b: i32, batchStride: i32, h: i32, headStride: i32): usize {
  return pointer + ((<usize>b * <usize>batchStride + <usize>h * <usize>headStride) << 2);
}

// @ts-ignore: decorator
@inline
export function rowAt(pointer: usize, row: i32, stride: i32): usize {
  return pointer + (<usize>row * <usize>stride << 2);
}

// @ts-ignore: decorator
@inline
export function ceilDiv(n: i32, by: i32): i32 {
  return (n + by - 1) / by;
}

// @ts-ignore: decorator
@inline
export function roundUp(n: i32, to: i32): i32 {
  return ceilDiv(n, to) * to;
}

/** A seed for each head, so that heads drop different weights. */
export function headSeed(seed: i32, head: i32): i32 {
  return i32x4.extract_lane(mix(i32x4.splat(seed ^ (head * 0x9e3779b9))), 0);
}

/**
 * All ones where the weights of query `i` to the four keys from `j` are kept. It is a function of the place alone, so
 * that the backward pass finds the same again.
 */
// @ts-ignore: decorator
@inline
export function keepKeys(seed: i32, i: i32, j: i32, threshold: v128): v128 {
  const counter = i32x4.add(i32x4.splat(seed + i * 0x632be5ab + j), i32x4(0, 1, 2, 3));
  return keep(counter, threshold);
}

/** The same for four queries from `i` and one key. */
// @ts-ignore: decorator
@inline
export function keepQueries(seed: i32, i: i32, j: i32, threshold: v128): v128 {
  const rows = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(0x632be5ab));
  return keep(i32x4.add(i32x4.splat(seed + i * 0x632be5ab + j), rows), threshold);
}

/** `n` is a multiple of four. */
export function multiplyBy(p: usize, n: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = p + (<usize>n << 2);
  const pairs = p + (<usize>(n & ~7) << 2);
  for (; p < pairs; p += 32) {
    v128.store(p, f32x4.mul(v128.load(p), f));
    v128.store(p, f32x4.mul(v128.load(p, 16), f), 16);
  }
  if (p < end) v128.store(p, f32x4.mul(v128.load(p), f));
}
