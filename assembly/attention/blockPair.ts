// What a block of queries and one of keys give to each other's gradients.
import { LEFT_ROW, NR } from '../generated/tile';
import { addRows, addTile, heightOf, panelStart, setTile } from '../tiles';
import { BLOCK, bitsOf } from './blockMap';
import { copyScaled } from './blockRows';
import { Attention, headAt, headSeed, roundUp, rowAt } from './job';
import { addBias, clearColumns, hide, weigh, weighWithDropout } from './weigh';
import { PAIRS, ROW, Workspace } from './workspace';

/** A block of queries against `n` keys from `j0`, of a chunk of `inChunk` keys from `j`. */
export function pairBlocks(
  job: Attention, w: Workspace, b: i32, h: i32, i0: i32, rows: i32, j: i32, inChunk: i32, j0: i32, n: i32, tile: usize,
): void {
  if (tile) {
    memory.fill(w.weights, 0, PAIRS);
    memory.fill(w.slopes, 0, PAIRS);
  }
  for (let c = 0; c < n; c += NR) weighKeys(job, w, b, h, i0, rows, j, j0 + c, min(NR, n - c), tile, c);
  const eN = roundUp(job.e, NR), evN = roundUp(job.ev, NR);
  const key = j0 - j;
  addToKeys(w.weights, w.columnsG, rows, w.sumV + (<usize>(key * evN) << 2), evN, n, tile);
  addToKeys(w.slopes, w.columnsQ, rows, w.sumK + (<usize>(key * eN) << 2), eN, n, tile);
  addToQueries(w, rows, eN, inChunk, w.columnsK + <usize>key * ROW, n, tile);
}

/** Weights and slopes of a block of queries and `n` keys from `j0`, NR at most, which are bits from `c` of the tile. */
function weighKeys(
  job: Attention, w: Workspace, b: i32, h: i32, i0: i32, rows: i32, j: i32, j0: i32, n: i32, tile: usize, c: i32,
): void {
  const e = job.e, ev = job.ev;
  const rows4 = roundUp(rows, 4);
  let from = 0, to = rows;
  if (tile) {
    const wanted = bitsOfKeys(c, n);
    from = firstQuery(tile, wanted, rows);
    to = lastQuery(tile, wanted, rows);
    if (from >= to) return;
    from = panelStart(from, rows4);
  }
  const at = <usize>((j0 - j) / NR);
  const panelK = w.packedK + at * <usize>e * ROW;
  const panelV = w.packedV + at * <usize>ev * ROW;
  const weights = w.weights + (<usize>c << 2), slopes = w.slopes + (<usize>c << 2);
  let end = from;
  for (let height = 0; end < to; end += height) {
    height = heightOf(rows4 - end);
    const aStep = <usize>height << 2, target = <usize>end * LEFT_ROW;
    setTile(height, e, w.rowsQ + (<usize>(end * e) << 2), aStep, panelK, weights + target, LEFT_ROW);
    setTile(height, ev, w.rowsG + (<usize>(end * ev) << 2), aStep, panelV, slopes + target, LEFT_ROW);
  }
  // In whole panels, which may have rows behind the last query.
  const count = end - from, queries = min(end, rows) - from;
  const first = <usize>from * LEFT_ROW;
  const logs = w.logs + (<usize>from << 2), deltas = w.deltas + (<usize>from << 2);
  if (job.bias) {
    const bias = headAt(job.bias, b, job.biasBatch, h, job.biasHead);
    const begin = rowAt(bias, i0 + from, job.biasRow) + (<usize>j0 * <usize>job.biasColumn << 2);
    addBias(weights + first, queries, n, begin, job.biasRow, job.biasColumn);
  }
  const head = b * job.heads + h;
  if (job.keepScale > 1) {
    const seed = headSeed(job.seed, head);
    weighWithDropout(weights + first, slopes + first, count, logs, deltas, i0 + from, j0, seed, job.threshold, job.keepScale);
  } else weigh(weights + first, slopes + first, count, logs, deltas);
  if (tile) hide(weights, slopes, from, end, tile, c);
  if (n < NR) {
    clearColumns(weights + first, count, n);
    clearColumns(slopes + first, count, n);
  }
  if (job.dbias) {
    const target = job.dbias + ((<usize>head * <usize>job.length + <usize>(i0 + from)) * <usize>job.keys + <usize>j0 << 2);
    copyScaled(slopes + first, <i32>(LEFT_ROW >> 2), queries, n, 1, target, job.keys);
  }
}

/** Adds weights or slopes, turned, times what belongs to the queries, to what is gathered for `n` keys. */
function addToKeys(pairs: usize, queries: usize, rows: i32, sums: usize, columns: i32, n: i32, tile: usize): void {
  const sumRow = <usize>columns << 2;
  const n4 = roundUp(n, 4);
  for (let key = 0, height = 0; key < n; key += height) {
    height = heightOf(n4 - key);
    let from = 0, to = rows;
    if (tile) {
      const wanted = bitsOfKeys(key, min(height, n - key));
      from = firstQuery(tile, wanted, rows);
      to = lastQuery(tile, wanted, rows);
      if (from >= to) continue;
    }
    const left = pairs + <usize>from * LEFT_ROW + (<usize>key << 2);
    const target = sums + <usize>key * sumRow;
    for (let d = 0; d < columns; d += NR) {
      const right = queries + (<usize>(d * rows) << 2) + <usize>from * ROW;
      addTile(height, to - from, left, LEFT_ROW, right, target + (<usize>d << 2), sumRow);
    }
  }
}

/** Adds slopes times `n` keys of a chunk to the block's dQ. */
function addToQueries(w: Workspace, rows: i32, columns: i32, inChunk: i32, keys: usize, n: i32, tile: usize): void {
  const sumRow = <usize>columns << 2;
  const rows4 = roundUp(rows, 4);
  for (let r = 0, height = 0; r < rows; r += height) {
    height = heightOf(rows4 - r);
    let from = 0, to = n;
    if (tile) {
      let some: i64 = 0;
      for (let i = r; i < min(r + height, rows); i++) some |= bitsOf(tile, i);
      some &= bitsOfKeys(0, n);
      if (some == 0) continue;
      from = <i32>ctz(some);
      to = 64 - <i32>clz(some);
    }
    const left = w.slopes + <usize>r * LEFT_ROW + (<usize>from << 2);
    for (let d = 0; d < columns; d += NR) {
      const right = keys + (<usize>(d * inChunk) << 2) + <usize>from * ROW;
      addRows(height, to - from, left, right, w.sumQ + <usize>r * sumRow + (<usize>d << 2), sumRow);
    }
  }
}

/** The bits of `n` keys from `c` in a query's 64. */
// @ts-ignore: decorator
@inline
function bitsOfKeys(c: i32, n: i32): i64 {
  return (<i64>-1 >>> <i64>(64 - n)) << <i64>c;
}

/** The first of a tile's queries that sees any of the wanted keys; `rows` if none does. */
function firstQuery(tile: usize, wanted: i64, rows: i32): i32 {
  let i = 0;
  while (i < rows && (bitsOf(tile, i) & wanted) == 0) i++;
  return i;
}

/** The one behind the last; 0 if none does. */
function lastQuery(tile: usize, wanted: i64, rows: i32): i32 {
  let i = rows;
  while (i > 0 && (bitsOf(tile, i - 1) & wanted) == 0) i--;
  return i;
}
