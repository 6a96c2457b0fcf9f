// The k largest of each row among those that count, in order of place. What is below the bin in which the k-th lies is set aside
// in one pass over the row, which is long; the rest is a radix search among few.
import { reserveScratch, jobArguments, scratchOf } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';

const NOBODY: i32 = -1;
/** Bits of a first bin's number, and of each of the two within a bin. */
const COARSE: i32 = 12;
const FINE: i32 = 10;
const COUNTS: usize = 4 << COARSE;

@unmanaged
class Largest extends Share {
  n: i32; k: i32; ks: usize;
  x: usize; ids: usize;
  rowsAHead: i32; heads: i32;
  counts: usize; countsBatch: i32; countsHead: i32; countsColumn: i32;
}

/**
 * ids [B, H, rows, k] of x [B, H, rows, n], ascending, -1 behind the last where fewer than k count; `counts`, bool [B, H, n] with
 * strides, says which do, 0: all. `ks`, i32 [B], how many each sequence takes of the k, 0: all. Of equal ones the first are taken.
 */
export function largest(
  batch: i32, heads: i32, rows: i32, n: i32, k: i32, ks: usize, x: usize,
  counts: usize, countsBatch: i32, countsHead: i32, countsColumn: i32, ids: usize,
): void {
  reserveScratch(COUNTS + (<usize>n << 3));
  const job = changetype<Largest>(jobArguments());
  job.n = n; job.k = k; job.ks = ks; job.x = x; job.ids = ids; job.rowsAHead = rows; job.heads = heads;
  job.counts = counts; job.countsBatch = countsBatch; job.countsHead = countsHead; job.countsColumn = countsColumn;
  share(batch * heads * rows, 16 * n, largestTask, true);
}

function largestTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Largest>(args);
  const bins = scratchOf(thread);
  const end = endUnit(job, task);
  for (let row = firstUnit(job, task); row < end; row++) {
    const head = row / job.rowsAHead;
    let counts: usize = 0;
    if (job.counts) counts = job.counts + <usize>(head / job.heads * job.countsBatch + head % job.heads * job.countsHead);
    const k = job.ks ? load<i32>(job.ks + (<usize>(head / job.heads) << 2)) : job.k;
    largestOfRow(job, k, job.x + (<usize>row * <usize>job.n << 2), counts, job.ids + (<usize>row * <usize>job.k << 2), bins);
  }
}

/** Grows with the float of these bits. */
// @ts-ignore: decorator
@inline
function rankOf(bits: u32): u32 {
  return bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
}

/** The float of a rank. */
// @ts-ignore: decorator
@inline
function floatOf(rank: u32): f32 {
  return reinterpret<f32>(rank ^ (<u32>(~<i32>rank >> 31) | 0x80000000));
}

function largestOfRow(job: Largest, k: i32, x: usize, counts: usize, ids: usize, bins: usize): void {
  const found = bins + COUNTS;
  const column = <usize>job.countsColumn;
  memory.fill(bins, 0, COUNTS);
  let total = 0;
  for (let i = 0; i < job.n; i++) {
    if (counts && !load<u8>(counts + <usize>i * column)) continue;
    addTo(bins, rankOf(load<u32>(x + (<usize>i << 2))) >>> (32 - COARSE));
    total++;
  }
  let wanted = min(k, total);
  for (let i = wanted; i < job.k; i++) store<i32>(ids + (<usize>i << 2), NOBODY);
  if (wanted == 0) return;
  let bin = binOf(bins, 1 << COARSE, wanted);
  let least = <u32>bin << (32 - COARSE);
  const count = collect(job.n, x, counts, column, least, found);
  wanted -= above(bins, 1 << COARSE, bin);
  for (let shift = 32 - COARSE - FINE; shift >= 0; shift -= FINE) {
    memory.fill(bins, 0, 4 << FINE);
    for (let i = 0; i < count; i++) {
      const rank = load<u32>(found + (<usize>i << 3));
      if (rank >>> (shift + FINE) == least >>> (shift + FINE)) addTo(bins, (rank >>> shift) & ((1 << FINE) - 1));
    }
    bin = binOf(bins, 1 << FINE, wanted);
    wanted -= above(bins, 1 << FINE, bin);
    least |= <u32>bin << shift;
  }
  // All above the k-th, and as many of its equals as are left.
  for (let i = 0; i < count; i++) {
    const at = found + (<usize>i << 3);
    const rank = load<u32>(at);
    if (rank < least || (rank == least && wanted-- <= 0)) continue;
    store<i32>(ids, load<i32>(at, 4));
    ids += 4;
  }
}

// @ts-ignore: decorator
@inline
function addTo(bins: usize, bin: u32): void {
  const at = bins + (<usize>bin << 2);
  store<i32>(at, load<i32>(at) + 1);
}

/** The bin in which the `wanted`-th from above lies. */
function binOf(bins: usize, n: i32, wanted: i32): i32 {
  let bin = n - 1;
  for (let sum = load<i32>(bins + (<usize>bin << 2)); sum < wanted; sum += load<i32>(bins + (<usize>bin << 2))) bin--;
  return bin;
}

/** How many are in bins behind this one. */
function above(bins: usize, n: i32, bin: i32): i32 {
  let sum = 0;
  for (let i = bin + 1; i < n; i++) sum += load<i32>(bins + (<usize>i << 2));
  return sum;
}

/** Writes the rank and the place of each that is not below `least`; how many. */
function collect(n: i32, x: usize, counts: usize, column: usize, least: u32, found: usize): i32 {
  const limit = f32x4.splat(floatOf(least));
  let to = found;
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const p = x + (<usize>i << 2);
    const a = f32x4.lt(v128.load(p), limit), b = f32x4.lt(v128.load(p, 16), limit);
    const c = f32x4.lt(v128.load(p, 32), limit), d = f32x4.lt(v128.load(p, 48), limit);
    // Most sixteens hold none.
    if (i32x4.all_true(v128.and(v128.and(a, b), v128.and(c, d)))) continue;
    for (let j = i; j < i + 16; j++) to = offer(j, x, counts, column, least, to);
  }
  for (; i < n; i++) to = offer(i, x, counts, column, least, to);
  return <i32>((to - found) >> 3);
}

// @ts-ignore: decorator
@inline
function offer(i: i32, x: usize, counts: usize, column: usize, least: u32, to: usize): usize {
  const rank = rankOf(load<u32>(x + (<usize>i << 2)));
  if (rank < least || (counts && !load<u8>(counts + <usize>i * column))) return to;
  store<u32>(to, rank);
  store<i32>(to, i, 4);
  return to + 8;
}
