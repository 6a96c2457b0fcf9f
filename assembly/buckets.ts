// Positions hashed to buckets, and put in order of these. Several rounds of it stand side by side: [B, H, rounds, L].
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';

@unmanaged
class Buckets extends Share {
  heads: i32; length: i32; rounds: i32;
  /** Angular hashes of so many buckets, one or two of which make a bucket; an odd one is 1. */
  first: i32; second: i32;
  rotated: usize; lengths: usize;
  /** The bucket of what is no position is behind all others. */
  count: i32;
  buckets: usize; order: usize; places: usize;
}

/**
 * Angular hashing: from rotated [B, H, L, rounds (first / 2 + second / 2)] the place of the largest of [x, -x] in each part,
 * and of two parts together first * second buckets; `count`, which is behind all buckets, behind the `lengths` [B] (0: all).
 */
export function hashBuckets(
  batch: i32, heads: i32, length: i32, rounds: i32, first: i32, second: i32, count: i32,
  rotated: usize, lengths: usize, buckets: usize,
): void {
  const job = changetype<Buckets>(jobArguments());
  job.heads = heads; job.length = length; job.rounds = rounds; job.first = first; job.second = second;
  job.rotated = rotated; job.lengths = lengths; job.count = count; job.buckets = buckets;
  share(batch * heads, length * rounds * (first / 2 + second / 2), hashTask, true);
}

function hashTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Buckets>(args);
  const a = job.first >> 1, b = job.second >> 1;
  const end = endUnit(job, task);
  for (let head = firstUnit(job, task); head < end; head++) {
    const real = job.lengths ? load<i32>(job.lengths + (<usize>(head / job.heads) << 2)) : job.length;
    let x = job.rotated + (<usize>(head * job.length) * <usize>(job.rounds * (a + b)) << 2);
    let out = job.buckets + (<usize>(head * job.rounds * job.length) << 2);
    for (let i = 0; i < job.length; i++) {
      for (let round = 0; round < job.rounds; round++) {
        const bucket = i < real ? largest(x, a) * job.second + largest(x + (<usize>a << 2), b) : job.count;
        store<i32>(out + (<usize>(round * job.length) << 2), bucket);
        x += <usize>(a + b) << 2;
      }
      out += 4;
    }
  }
}

/** The place of the largest of x [n] and, behind it, -x; 0 of nothing. */
function largest(x: usize, n: i32): i32 {
  let top: f32 = -1;
  let place = 0;
  for (let i = 0; i < n; i++) {
    const value = load<f32>(x + (<usize>i << 2));
    if (abs(value) <= top) continue;
    top = abs(value);
    place = value >= 0 ? i : n + i;
  }
  return place;
}

/**
 * Counting sort of the positions of each round by buckets 0 to `count`, stable: order[s] is the position at place s, and
 * places the reverse.
 */
export function sortBuckets(sorts: i32, length: i32, count: i32, buckets: usize, order: usize, places: usize): void {
  reserveScratch(<usize>(count + 2) << 2);
  const job = changetype<Buckets>(jobArguments());
  job.length = length; job.count = count; job.buckets = buckets; job.order = order; job.places = places;
  share(sorts, 16 * (length + count), sortTask, true);
}

function sortTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Buckets>(args);
  const counts = scratchOf(thread);
  const end = endUnit(job, task);
  for (let sort = firstUnit(job, task); sort < end; sort++) {
    const at = <usize>(sort * job.length) << 2;
    sortOne(job, job.buckets + at, job.order + at, job.places + at, counts);
  }
}

/** `begins` becomes the place at which each bucket begins, and moves on as it is filled. */
function sortOne(job: Buckets, buckets: usize, order: usize, places: usize, begins: usize): void {
  memory.fill(begins, 0, <usize>(job.count + 2) << 2);
  const end = <usize>job.length << 2;
  for (let i: usize = 0; i < end; i += 4) {
    const next = begins + (<usize>(load<i32>(buckets + i) + 1) << 2);
    store<i32>(next, load<i32>(next) + 1);
  }
  for (let bucket = 1; bucket <= job.count; bucket++) {
    const at = begins + (<usize>bucket << 2);
    store<i32>(at, load<i32>(at) + load<i32>(at - 4));
  }
  for (let i: usize = 0; i < end; i += 4) {
    const at = begins + (<usize>load<i32>(buckets + i) << 2);
    const place = load<i32>(at);
    store<i32>(at, place + 1);
    store<i32>(places + i, place);
    store<i32>(order + (<usize>place << 2), <i32>(i >> 2));
  }
}
