// Block maps for positions in order of their buckets, cut into chunks: a position sees those of its bucket in its own chunk
// and the one before. Where chunks begin hangs on later positions, so that a causal map has a window instead: a chunk's length
// of places before. Rounds of hashing are heads side by side; who met in an earlier round is not seen again in a later one.
import { jobArguments, reserveScratch, scratchOf } from '../parallel';
import { Share, endUnit, firstUnit, share } from '../share';
import { BLOCK } from './blockMap';
import { ceilDiv } from './job';

const RUN_WORDS: i32 = 3;
const TILE_WORDS: i32 = 2 * BLOCK;

@unmanaged
class BucketMaps extends Share {
  heads: i32; rounds: i32; length: i32; chunk: i32; count: i32;
  /** i32 [B], up to `chunk`: that of each sequence in a causal map; 0: `chunk` for all. */
  chunks: usize;
  causal: bool; seesSelf: bool;
  /** i32 [B, H, rounds, L]; see sortBuckets. */
  buckets: usize; order: usize; places: usize;
  /** bool [B, H, L, L] with strides, or 0. */
  mask: usize; maskBatch: i32; maskHead: i32; maskRow: i32; maskColumn: i32;
  target: usize; mapWords: i32;
}

/** The first block of keys that a block of queries may see, and the one behind the last: they depend on the chunks alone. */
function firstBlock(row: i32, chunk: i32, causal: bool): i32 {
  if (causal) return max(0, row * BLOCK - chunk) / BLOCK;
  return max(0, row * BLOCK / chunk - 1) * chunk / BLOCK;
}

function endBlock(row: i32, chunk: i32, length: i32, causal: bool): i32 {
  if (causal) return row + 1;
  const last = min((row + 1) * BLOCK, length) - 1;
  return ceilDiv(min(length, (last / chunk + 1) * chunk), BLOCK);
}

/** Words of the map of one round of one head. */
export function bucketMapWords(length: i32, chunk: i32, causal: bool): i32 {
  const rows = ceilDiv(length, BLOCK);
  let words = rows + 1;
  for (let row = 0; row < rows; row++) {
    words += (endBlock(row, chunk, length, causal) - firstBlock(row, chunk, causal)) * (RUN_WORDS + TILE_WORDS);
  }
  return words;
}

/**
 * Writes the maps of all rounds of all heads, and in front of them where each begins. `count` buckets; what is in the one
 * behind them neither sees nor is seen. With `causal` no position sees a later one. Without `seesSelf` a position sees itself
 * only if nothing else is there in any round, in the first one then. `chunks` [B] shortens the chunk of a sequence, of a causal
 * map alone, where it is a window.
 */
export function bucketMaps(
  batch: i32, heads: i32, rounds: i32, length: i32, chunk: i32, chunks: usize, count: i32, causal: bool,
  seesSelf: bool, buckets: usize, order: usize, places: usize,
  mask: usize, maskBatch: i32, maskHead: i32, maskRow: i32, maskColumn: i32, target: usize,
): void {
  const job = changetype<BucketMaps>(jobArguments());
  job.heads = heads; job.rounds = rounds; job.length = length; job.chunk = chunk; job.chunks = chunks; job.count = count;
  job.causal = causal; job.seesSelf = seesSelf;
  job.buckets = buckets; job.order = order; job.places = places;
  job.mask = mask; job.maskBatch = maskBatch; job.maskHead = maskHead; job.maskRow = maskRow; job.maskColumn = maskColumn;
  job.target = target; job.mapWords = bucketMapWords(length, chunk, causal);
  // Windows of each round, places of the keys at hand in each round, and who has seen something.
  reserveScratch((<usize>(rounds * length) << 3) + (<usize>(rounds * BLOCK) << 2) + <usize>length);
  share(batch * heads, 8 * rounds * length, mapTask, true);
}

// @ts-ignore: decorator
@inline
function keyPlacesOf(job: BucketMaps, windows: usize): usize {
  return windows + (<usize>(job.rounds * job.length) << 3);
}

// @ts-ignore: decorator
@inline
function seenOf(job: BucketMaps, windows: usize): usize {
  return keyPlacesOf(job, windows) + (<usize>(job.rounds * BLOCK) << 2);
}

/** The map of a round of a head. */
// @ts-ignore: decorator
@inline
function mapAt(job: BucketMaps, head: i32, round: i32): usize {
  const map = head * job.rounds + round;
  return job.target + (<usize>load<i32>(job.target + (<usize>map << 2)) << 2);
}

function mapTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<BucketMaps>(args);
  const windows = scratchOf(thread);
  const all = job.units * job.rounds;
  const end = endUnit(job, task);
  for (let head = firstUnit(job, task); head < end; head++) {
    memory.fill(seenOf(job, windows), 0, <usize>job.length);
    for (let round = 0; round < job.rounds; round++) {
      const map = head * job.rounds + round;
      store<i32>(job.target + (<usize>map << 2), all + map * job.mapWords);
      findWindows(job, map, windows + (<usize>(round * job.length) << 3));
    }
    for (let round = 0; round < job.rounds; round++) writeMap(job, head, round, windows);
    if (!job.seesSelf) seeThemselves(job, head, seenOf(job, windows));
  }
}

/** For each position the first place that it sees in a round, and how many. */
function findWindows(job: BucketMaps, map: i32, windows: usize): void {
  const at = <usize>(map * job.length) << 2;
  const buckets = job.buckets + at, order = job.order + at;
  const before = job.chunks ? load<i32>(job.chunks + (<usize>(map / (job.rounds * job.heads)) << 2)) : job.chunk;
  for (let begin = 0, end = 0; begin < job.length; begin = end) {
    const bucket = load<i32>(buckets + (<usize>load<i32>(order + (<usize>begin << 2)) << 2));
    end = begin + 1;
    while (end < job.length && load<i32>(buckets + (<usize>load<i32>(order + (<usize>end << 2)) << 2)) == bucket) end++;
    for (let place = begin; place < end; place++) {
      const from = max(begin, job.causal ? place - before : (place / job.chunk - 1) * job.chunk);
      const to = job.causal ? place + 1 : min(end, (place / job.chunk + 1) * job.chunk);
      const window = windows + (<usize>load<i32>(order + (<usize>place << 2)) << 3);
      store<i32>(window, from);
      store<i32>(window, bucket == job.count ? 0 : to - from, 4);
    }
  }
}

function writeMap(job: BucketMaps, head: i32, round: i32, windows: usize): void {
  const map = mapAt(job, head, round);
  const rows = ceilDiv(job.length, BLOCK);
  const tiles = (job.mapWords - rows - 1) / (RUN_WORDS + TILE_WORDS);
  let run = rows + 1;
  let tile = run + tiles * RUN_WORDS;
  for (let row = 0; row < rows; row++) {
    store<i32>(map + (<usize>row << 2), run);
    const end = endBlock(row, job.chunk, job.length, job.causal);
    for (let block = firstBlock(row, job.chunk, job.causal); block < end; block++) {
      const at = map + (<usize>run << 2);
      store<i32>(at, block);
      store<i32>(at, block + 1, 4);
      store<i32>(at, tile, 8);
      fillTile(job, head, round, row, block, map + (<usize>tile << 2), windows);
      run += RUN_WORDS;
      tile += TILE_WORDS;
    }
  }
  store<i32>(map + (<usize>rows << 2), run);
}

function fillTile(job: BucketMaps, head: i32, round: i32, row: i32, block: i32, tile: usize, windows: usize): void {
  const order = job.order + (<usize>((head * job.rounds + round) * job.length) << 2);
  const keyPlaces = keyPlacesOf(job, windows), seen = seenOf(job, windows);
  const j0 = block * BLOCK;
  if (round > 0) findKeys(job, head, round, order, j0, keyPlaces);
  for (let i = 0; i < BLOCK; i++) {
    const place = row * BLOCK + i;
    let bits: i64 = 0;
    if (place < job.length) {
      const position = load<i32>(order + (<usize>place << 2));
      bits = windowBits(job, windows + (<usize>(round * job.length + position) << 3), place, j0);
      for (let earlier = 0; earlier < round && bits != 0; earlier++) {
        const window = windows + (<usize>(earlier * job.length + position) << 3);
        bits &= ~metBits(keyPlaces + (<usize>(earlier * BLOCK) << 2), load<i32>(window), load<i32>(window, 4));
      }
      if (job.mask && bits != 0) bits &= maskBits(job, head, position, order + (<usize>j0 << 2), bits);
      if (bits != 0) store<u8>(seen + <usize>position, 1);
    }
    store<i64>(tile + (<usize>i << 3), bits);
  }
}

/** Of the 64 places from `j0` those in the window of the position at `place`, without itself if it is not to be seen. */
// @ts-ignore: decorator
@inline
function windowBits(job: BucketMaps, window: usize, place: i32, j0: i32): i64 {
  const begin = load<i32>(window);
  const end = begin + load<i32>(window, 4);
  const from = max(0, begin - j0), to = min(BLOCK, end - j0);
  if (from >= to) return 0;
  const bits = (<i64>-1 << <i64>from) & (<i64>-1 >>> <i64>(64 - to));
  if (job.seesSelf || <u32>(place - j0) >= <u32>BLOCK) return bits;
  return bits & ~(<i64>1 << <i64>(place - j0));
}

/** Where the keys from `j0` are in each of the rounds before. */
function findKeys(job: BucketMaps, head: i32, round: i32, order: usize, j0: i32, keyPlaces: usize): void {
  const n = min(BLOCK, job.length - j0);
  for (let earlier = 0; earlier < round; earlier++) {
    const places = job.places + (<usize>((head * job.rounds + earlier) * job.length) << 2);
    const to = keyPlaces + (<usize>(earlier * BLOCK) << 2);
    for (let j = 0; j < n; j++) {
      const position = load<i32>(order + (<usize>(j0 + j) << 2));
      store<i32>(to + (<usize>j << 2), load<i32>(places + (<usize>position << 2)));
    }
  }
}

/** Which of 64 places are among `count` from `begin`. */
// @ts-ignore: decorator
@inline
function metBits(places: usize, begin: i32, count: i32): i64 {
  const from = i32x4.splat(begin), width = i32x4.splat(count);
  let bits: i64 = 0;
  for (let j = 0; j < BLOCK; j += 4) {
    const inside = i32x4.lt_u(i32x4.sub(v128.load(places + (<usize>j << 2)), from), width);
    bits |= <i64>i32x4.bitmask(inside) << <i64>j;
  }
  return bits;
}

/** Of some bits those that the mask allows. */
function maskBits(job: BucketMaps, head: i32, position: i32, keys: usize, bits: i64): i64 {
  let allowed: i64 = 0;
  for (let rest = bits; rest != 0; rest &= rest - 1) {
    const j = ctz(rest);
    if (allows(job, head, position, load<i32>(keys + (<usize>j << 2)))) allowed |= <i64>1 << j;
  }
  return allowed;
}

function allows(job: BucketMaps, head: i32, i: i32, j: i32): bool {
  const at = head / job.heads * job.maskBatch + head % job.heads * job.maskHead + i * job.maskRow + j * job.maskColumn;
  return load<u8>(job.mask + <usize>at) != 0;
}

/** In the first round, those who see nothing in any. */
function seeThemselves(job: BucketMaps, head: i32, seen: usize): void {
  const at = <usize>(head * job.rounds * job.length) << 2;
  const map = mapAt(job, head, 0);
  for (let position = 0; position < job.length; position++) {
    const offset = at + (<usize>position << 2);
    if (load<u8>(seen + <usize>position) || load<i32>(job.buckets + offset) == job.count) continue;
    if (job.mask && !allows(job, head, position, position)) continue;
    const place = load<i32>(job.places + offset);
    const row = place / BLOCK;
    const run = load<i32>(map + (<usize>row << 2)) + (row - firstBlock(row, job.chunk, job.causal)) * RUN_WORDS;
    const tile = map + (<usize>load<i32>(map + (<usize>run << 2), 8) << 2);
    const bits = tile + (<usize>(place % BLOCK) << 3);
    store<i64>(bits, load<i64>(bits) | (<i64>1 << <i64>(place % BLOCK)));
  }
}
