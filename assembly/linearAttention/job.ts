// What all passes of linear attention are told, and how they cut the work.
import { threadCount } from '../parallel';
import { NR } from '../generated/tile';
import { keptStateSize } from './state';

/**
 * q [B, H, L, F], k [B, Hk, S, F], v [B, Hk, S, Ev], out [B, H, L, Ev], each with strides over sequences, heads and rows, in
 * elements; H is a multiple of Hk, and each Hk serves H / Hk queries' heads.
 */
@unmanaged
export class LinearAttention {
  batch: i32; heads: i32; kvHeads: i32; length: i32; keys: i32; f: i32; ev: i32;
  /** Which feature map is computed on the way, see features.ts, and the number of its own. */
  map: i32; epsilon: f32;
  /** Whether outputs are divided by the sums of their weights, and whether queries see no key after them. */
  divide: i32; causal: i32;
  q: usize; qBatch: i32; qHead: i32; qRow: i32;
  k: usize; kBatch: i32; kHead: i32; kRow: i32;
  v: usize; vBatch: i32; vHead: i32; vRow: i32;
  /** i32 [B], the keys of each sequence; 0: all. */
  lengths: usize;
  /** A byte for each key, 0 for those that nobody sees, with strides over sequences and heads; 0: all are seen. */
  visible: usize; visibleBatch: i32; visibleHead: i32;
  out: usize; outBatch: i32; outHead: i32; outRow: i32;
  /** [B, Hk]: what exponents of a head's keys are less by; 0: nothing. */
  offsets: usize;
  /** [B, H, L]: what outputs were multiplied with. */
  inverse: usize;
  /** The sums over all keys of each unit, laid out as state.ts says; of the causal form there are none. */
  state: usize;
  /** The backward pass: the gradient of `out`, and those wanted. */
  g: usize; gBatch: i32; gHead: i32; gRow: i32;
  dq: usize; dqBatch: i32; dqHead: i32; dqRow: i32;
  dk: usize; dkBatch: i32; dkHead: i32; dkRow: i32;
  dv: usize; dvBatch: i32; dvHead: i32; dvRow: i32;
  /** Rows worked on at a time; the parts of a sequence that are tasks of their own, and the rows of each. */
  chunk: i32; segments: i32; segmentRows: i32;
  /** Sums over each unit's segments: of keys, and of the gradients of queries. */
  sums: usize; gradientSums: usize;
  /** [B, H, L]: what comes to all weights of a query alike. */
  addends: usize;
}

/** Rows at a time: products between a chunk's rows cost more the longer it is, those with the sums run better. */
const CHUNK: i32 = 64;
const CAUSAL_CHUNK: i32 = 16;
/** From so many multiply-adds on, several threads are faster than one. */
const WORTH_SHARING: i64 = 1 << 18;

/** A head of keys, and of each the queries' heads that it serves. */
// @ts-ignore: decorator
@inline
export function unitsOf(job: LinearAttention): i32 {
  return job.batch * job.kvHeads;
}

/** As many segments as keep all threads busy; one where the units alone do. */
export function cutSegments(job: LinearAttention): void {
  const units = unitsOf(job), threads = threadCount();
  const rows = max(job.length, job.keys);
  job.chunk = job.causal ? CAUSAL_CHUNK : CHUNK;
  const enough = !isShared(job) || units >= 4 * threads || units % threads == 0;
  const wanted = enough ? 1 : (2 * threads + units - 1) / units;
  const chunks = (rows + job.chunk - 1) / job.chunk;
  job.segmentRows = max(1, (chunks + wanted - 1) / wanted) * job.chunk;
  job.segments = max(1, (rows + job.segmentRows - 1) / job.segmentRows);
}

/** Of the causal form with one segment. */
// @ts-ignore: decorator
@inline
export function chunksOf(job: LinearAttention): i32 {
  return (job.length + job.chunk - 1) / job.chunk;
}

/** Whether the sums before every chunk of a unit take no more memory than its keys and values. */
export function keepsStates(job: LinearAttention): bool {
  return job.causal != 0 && job.segments == 1 && keptStateSize(job.f, job.ev) <= CAUSAL_CHUNK * (job.f + job.ev);
}

/** Whether the work is worth more than one thread. */
export function isShared(job: LinearAttention): bool {
  const rows = <i64>job.batch * (<i64>job.heads * job.length + <i64>job.kvHeads * job.keys);
  return threadCount() > 1 && rows * job.f * job.ev >= WORTH_SHARING;
}

/** How many keys sequence `b` has. */
// @ts-ignore: decorator
@inline
export function keysOf(job: LinearAttention, b: i32): i32 {
  return job.lengths ? load<i32>(job.lengths + (<usize>b << 2)) : job.keys;
}

/** Where row `row` of a head begins. */
// @ts-ignore: decorator
@inline
export function rowOf(pointer: usize, b: i32, batchStride: i32, h: i32, headStride: i32, row: i32, rowStride: i32): usize {
  return pointer + ((<usize>b * <usize>batchStride + <usize>h * <usize>headStride + <usize>row * <usize>rowStride) << 2);
}

/** The bytes that say which keys of a head are seen, from key `j` on; 0 where all are. */
// @ts-ignore: decorator
@inline
export function visibleFrom(job: LinearAttention, b: i32, h: i32, j: i32): usize {
  return job.visible ? job.visible + <usize>b * <usize>job.visibleBatch + <usize>h * <usize>job.visibleHead + <usize>j : 0;
}

// @ts-ignore: decorator
@inline
export function roundUp(n: i32, to: i32): i32 {
  return (n + to - 1) / to * to;
}

/** Columns with the filling of the last panel. */
// @ts-ignore: decorator
@inline
export function panelled(n: i32): i32 {
  return roundUp(n, NR);
}
