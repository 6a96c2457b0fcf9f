// A mask of bytes, one for each pair, becomes a block map: see blockMap.ts.
import { BLOCK, RUN_BYTES, bitsOf, firstRun, lastRun, runEnd, runStart, tileOf } from './blockMap';
import { ceilDiv } from './job';

const TILE_BYTES: usize = <usize>(BLOCK * BLOCK / 8);

/** The most words that a map of so many queries and keys takes. */
export function maskMapWords(length: i32, keys: i32): i32 {
  const rows = ceilDiv(length, BLOCK), columns = ceilDiv(keys, BLOCK);
  return rows + 1 + rows * columns * <i32>((RUN_BYTES + TILE_BYTES) >> 2);
}

/**
 * Writes to `target` the map of a mask [L, S] of bytes, 1 = may attend, with strides in elements, as far as the map
 * `base` allows it, too (0: everywhere); the number of its words.
 */
export function maskMap(
  length: i32, keys: i32, mask: usize, rowStride: i32, columnStride: i32, base: usize, target: usize,
): i32 {
  const rows = ceilDiv(length, BLOCK);
  // Tiles come behind all runs there may be.
  let at = target + (<usize>(rows + 1) << 2);
  const tiles = at + <usize>(rows * ceilDiv(keys, BLOCK)) * RUN_BYTES;
  let tile = tiles;
  for (let row = 0; row < rows; row++) {
    store<i32>(target + (<usize>row << 2), <i32>((at - target) >> 2));
    const first = at;
    const queries = min(BLOCK, length - row * BLOCK);
    const from = mask + <usize>(row * BLOCK) * <usize>rowStride;
    const last = lastRun(base, row);
    for (let r = firstRun(base, row); r < last; r += RUN_BYTES) {
      const end = min(runEnd(r), keys);
      for (let j = runStart(r); j < end; j += BLOCK) {
        const n = min(BLOCK, end - j);
        const filling = fill(from + <usize>j * <usize>columnStride, rowStride, columnStride, queries, n, tileOf(base, r), tile);
        if (filling == EMPTY) continue;
        const block = j / BLOCK;
        const previous = at - RUN_BYTES;
        if (filling == FULL && at > first && load<i32>(previous, 8) == 0 && load<i32>(previous, 4) == block) {
          store<i32>(previous, block + 1, 4);
          continue;
        }
        store<i32>(at, block);
        store<i32>(at, block + 1, 4);
        store<i32>(at, filling == FULL ? 0 : <i32>((tile - target) >> 2), 8);
        at += RUN_BYTES;
        if (filling == PARTIAL) tile += TILE_BYTES;
      }
    }
  }
  store<i32>(target + (<usize>rows << 2), <i32>((at - target) >> 2));
  return <i32>((tile - target) >> 2);
}

const EMPTY: i32 = 0;
const PARTIAL: i32 = 1;
const FULL: i32 = 2;

/** Writes the bits of a tile, where `limits` has them, too, if it is not 0. */
function fill(
  mask: usize, rowStride: i32, columnStride: i32, queries: i32, keys: i32, limits: usize, tile: usize,
): i32 {
  const range = <i64>-1 >>> <i64>(64 - keys);
  let some: i64 = 0, every: i64 = -1;
  for (let i = 0; i < queries; i++) {
    let bits = columnStride == 1 && keys == BLOCK ? bitsOfBytes(mask) : bitsApart(mask, columnStride, keys);
    if (limits) bits &= bitsOf(limits, i) & range;
    store<i64>(tile + (<usize>i << 3), bits);
    some |= bits;
    every &= bits;
    mask += <usize>rowStride;
  }
  for (let i = queries; i < BLOCK; i++) store<i64>(tile + (<usize>i << 3), 0);
  if (some == 0) return EMPTY;
  return (every & range) == range ? FULL : PARTIAL;
}

/** 64 bytes side by side. */
function bitsOfBytes(p: usize): i64 {
  return sixteen(p) | (sixteen(p + 16) << 16) | (sixteen(p + 32) << 32) | (sixteen(p + 48) << 48);
}

// @ts-ignore: decorator
@inline
function sixteen(p: usize): i64 {
  return <i64>i8x16.bitmask(i8x16.ne(v128.load(p), i8x16.splat(0)));
}

function bitsApart(p: usize, stride: i32, keys: i32): i64 {
  let bits: i64 = 0;
  for (let j = 0; j < keys; j++) {
    if (load<u8>(p + <usize>j * <usize>stride)) bits |= <i64>1 << <i64>j;
  }
  return bits;
}
