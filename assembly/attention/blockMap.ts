// Who may look at whom, in blocks of 64 queries by 64 keys. A map is a list of words: for each block of queries, and one
// more, the word at which its runs begin; runs of three words (first key block, the one behind the last, the word at
// which its tile of bits begins, or 0 when all may meet); and tiles of 64 x 64 bits. In front of the maps there is, for
// each head of each sequence, the word at which its map begins.

/** Queries, and keys, along the side of a block. */
export const BLOCK: i32 = 64;
export const RUN_BYTES: usize = 12;

/** The run of a head without a map: all keys there are. */
const EVERYTHING = memory.data<i32>([0, 0x1ffffff, 0]);

/** A head's map; 0 where there are none. */
// @ts-ignore: decorator
@inline
export function mapOf(maps: usize, head: i32): usize {
  return maps ? maps + (<usize>load<i32>(maps + (<usize>head << 2)) << 2) : 0;
}

/** The address of the first run of a block of queries, and the one behind its last. */
// @ts-ignore: decorator
@inline
export function firstRun(map: usize, row: i32): usize {
  return map ? map + (<usize>load<i32>(map + (<usize>row << 2)) << 2) : EVERYTHING;
}

// @ts-ignore: decorator
@inline
export function lastRun(map: usize, row: i32): usize {
  return map ? firstRun(map, row + 1) : EVERYTHING + RUN_BYTES;
}

/** The first key of a run, and the one behind its last. */
// @ts-ignore: decorator
@inline
export function runStart(run: usize): i32 {
  return load<i32>(run) * BLOCK;
}

// @ts-ignore: decorator
@inline
export function runEnd(run: usize): i32 {
  return load<i32>(run, 4) * BLOCK;
}

/** The tile of a partial run; 0 for a full one. */
// @ts-ignore: decorator
@inline
export function tileOf(map: usize, run: usize): usize {
  const at = load<i32>(run, 8);
  return at ? map + (<usize>at << 2) : 0;
}

/** The 64 keys of a query in a tile, a bit each. */
// @ts-ignore: decorator
@inline
export function bitsOf(tile: usize, query: i32): i64 {
  return load<i64>(tile + (<usize>query << 3));
}
