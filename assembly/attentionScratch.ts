// What both passes of attention share: the sizes of tiles, the workspace, and who may attend to whom.
import { keep, mix } from './simd';

/** Queries and keys that are worked on at a time: their scores stay in the first cache. */
export const QUERIES: i32 = 64;
export const KEYS: i32 = 128;

/** "May look at everything" as a causal offset. */
export const NO_LIMIT: i32 = 0x7fffffff;

let workspace: usize = 0;
let workspaceBytes: usize = 0;

/** Scratch memory that only grows; nothing in it outlives a call. */
export function scratch(bytes: usize): usize {
  if (bytes > workspaceBytes) {
    if (workspace) heap.free(workspace);
    workspaceBytes = bytes + (bytes >> 2);
    workspace = heap.alloc(workspaceBytes);
  }
  return workspace;
}

// @ts-ignore: decorator
@inline
export function roundUp(n: i32, to: i32): i32 {
  return (n + to - 1) / to * to;
}

/** How many keys, counted from 0, query `i` may look at: all, or those up to i + offset. */
// @ts-ignore: decorator
@inline
export function visible(i: i32, offset: i32, keys: i32): i32 {
  return offset == NO_LIMIT ? keys : max(0, min(keys, i + offset + 1));
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
