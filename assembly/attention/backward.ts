// The backward pass of attention: weights are computed again from q, k and the rows' sums, tile by tile. With P the weights,
// D = rowsum(dO * O) and dP = dO V^T: dS = P * (dP - D), dV = P^T dO, dQ = scale dS K, dK = scale dS^T Q. Dropout
// multiplies P before dV, and dP, by the same mask as in the forward pass.
//
// A task is one head of keys and a share of the queries' blocks, so that no two tasks change the same rows of dQ. Where
// there are fewer heads than threads, several shares of a head have sums of dK and dV of their own, added at the end.
import { NR, tileAdd, tileSet } from '../generated/tile';
import { release } from '../memory';
import { packColumns, packFours } from '../pack';
import { beat, jobArguments, reserve, reserveScratch, run, scratchOf, threadCount } from '../parallel';
import { exp2, madd, sumLanes, transpose4x4 } from '../simd';
import { BLOCK, RUN_BYTES, bitsOf, firstRun, lastRun, mapOf, runEnd, runStart, tileOf } from './blockMap';
import { Attention, LOG2_E, ceilDiv, headAt, headSeed, keepKeys, keysOf, multiplyBy, roundUp, rowAt } from './job';

/** Keys whose gradients are gathered at a time: a multiple of BLOCK. */
const CHUNK: i32 = 1024;
const ROW: usize = <usize>NR * 4;
const PANEL: usize = <usize>BLOCK * ROW;
/** From so many multiply-adds on, several threads are faster than one. */
const WORTH_SHARING: i64 = 1 << 18;

/**
 * Sets dq [B, H, L, E], dk [B, Hk, S, E] and dv [B, Hk, S, Ev], and the visible pairs of dbias [B, H, L, S], dense, if
 * it is not 0. Arguments as in `attentionForward`; `out` is its output, `g` the gradient of that.
 */
export function attentionBackward(
  batch: i32, heads: i32, kvHeads: i32, length: i32, keys: i32, e: i32, ev: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32,
  k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32,
  scale: f32, lengths: usize, maps: usize,
  bias: usize, biasBatch: i32, biasHead: i32, biasRow: i32, biasColumn: i32,
  threshold: i32, keepScale: f32, seed: i32,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, lse: usize,
  g: usize, gBatch: i32, gHead: i32, gRow: i32,
  dq: usize, dqBatch: i32, dqHead: i32, dqRow: i32,
  dk: usize, dkBatch: i32, dkHead: i32, dkRow: i32,
  dv: usize, dvBatch: i32, dvHead: i32, dvRow: i32,
  dbias: usize,
): void {
  const job = changetype<Attention>(jobArguments());
  job.batch = batch; job.heads = heads; job.kvHeads = kvHeads; job.length = length; job.keys = keys; job.e = e; job.ev = ev;
  job.q = q; job.qBatch = qBatch; job.qHead = qHead; job.qRow = qRow;
  job.k = k; job.kBatch = kBatch; job.kHead = kHead; job.kRow = kRow;
  job.v = v; job.vBatch = vBatch; job.vHead = vHead; job.vRow = vRow;
  job.scale = scale; job.lengths = lengths; job.maps = maps;
  job.bias = bias; job.biasBatch = biasBatch; job.biasHead = biasHead; job.biasRow = biasRow; job.biasColumn = biasColumn;
  job.threshold = threshold; job.keepScale = keepScale; job.seed = seed;
  job.out = out; job.outBatch = outBatch; job.outHead = outHead; job.outRow = outRow; job.lse = lse;
  job.g = g; job.gBatch = gBatch; job.gHead = gHead; job.gRow = gRow;
  job.dq = dq; job.dqBatch = dqBatch; job.dqHead = dqHead; job.dqRow = dqRow;
  job.dk = dk; job.dkBatch = dkBatch; job.dkHead = dkHead; job.dkRow = dkRow;
  job.dv = dv; job.dvBatch = dvBatch; job.dvHead = dvHead; job.dvRow = dvRow;
  job.dbias = dbias;
  const units = batch * kvHeads;
  if (units == 0) return;
  job.slots = slotsFor(units, ceilDiv(length, BLOCK));
  reserveScratch(workspaceBytes(job));
  if (job.slots > 1) {
    job.partials = reserve(<usize>(units * job.slots) * partialBytes(job));
  }
  const macs = <i64>batch * heads * length * keys * (e + ev);
  const tasks = units * job.slots;
  if (macs >= WORTH_SHARING) run(tasks, backwardTask, true);
  else for (let task = 0; task < tasks; task++) backwardTask(task, changetype<usize>(job), 0);
  if (job.slots > 1) {
    run(units, addPartials, true);
    release(job.partials);
  }
}

/** Shares of a head: more than one where the heads alone do not keep all threads busy. */
function slotsFor(units: i32, blocks: i32): i32 {
  const threads = threadCount();
  if (threads == 1 || units >= 4 * threads || units % threads == 0) return 1;
  return max(1, min(ceilDiv(2 * threads, units), blocks));
}

// The places of a task's workspace. dK and dV of a chunk; K and V as right operands of S and dP (panels of NR keys), K
// again as that of dQ; and for one block of queries Q and dO as left operands (panels of four) and as right ones, dQ,
// weights, slopes, and slopes turned.
@unmanaged
class Workspace {
  packedK: usize; packedV: usize; columnsK: usize; sumK: usize; sumV: usize;
  rowsQ: usize; columnsQ: usize; sumQ: usize; rowsG: usize; columnsG: usize;
  weights: usize; slopes: usize; turned: usize; logs: usize; deltas: usize;
}

const WORKSPACE_BYTES: usize = 64;

function workspaceBytes(job: Attention): usize {
  return placeWorkspace(job, 0, 0);
}

/** Lays the workspace out at `base`, and writes the places to `w` if it is not 0; the bytes it takes. */
function placeWorkspace(job: Attention, base: usize, w: usize): usize {
  const eN = <usize>roundUp(job.e, NR), evN = <usize>roundUp(job.ev, NR);
  const e = <usize>job.e, ev = <usize>job.ev;
  const rows = <usize>BLOCK;
  const keys = <usize>min(CHUNK, roundUp(job.keys, NR));
  const packedK = base + WORKSPACE_BYTES;
  const packedV = packedK + (keys * e << 2);
  const columnsK = packedV + (keys * ev << 2);
  const sumK = columnsK + (keys * eN << 2);
  const sumV = sumK + (keys * eN << 2);
  const rowsQ = sumV + (keys * evN << 2);
  const columnsQ = rowsQ + (rows * e << 2);
  const sumQ = columnsQ + (rows * eN << 2);
  const rowsG = sumQ + (rows * eN << 2);
  const columnsG = rowsG + (rows * ev << 2);
  const weights = columnsG + (rows * evN << 2);
  const slopes = weights + PANEL;
  const turned = slopes + PANEL;
  const logs = turned + (rows * rows << 2);
  const deltas = logs + (rows << 2);
  if (w) {
    const at = changetype<Workspace>(w);
    at.packedK = packedK; at.packedV = packedV; at.columnsK = columnsK; at.sumK = sumK; at.sumV = sumV;
    at.rowsQ = rowsQ; at.columnsQ = columnsQ; at.sumQ = sumQ; at.rowsG = rowsG; at.columnsG = columnsG;
    at.weights = weights; at.slopes = slopes; at.turned = turned; at.logs = logs; at.deltas = deltas;
  }
  return deltas + (rows << 2) - base;
}

/** dK and dV of one share of a head, [S, E] and [S, Ev]. */
// @ts-ignore: decorator
@inline
function partialBytes(job: Attention): usize {
  return <usize>job.keys * <usize>(job.e + job.ev) << 2;
}

function backwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Attention>(args);
  const unit = task / job.slots, slot = task % job.slots;
  const b = unit / job.kvHeads, kv = unit % job.kvHeads;
  const base = scratchOf(thread);
  placeWorkspace(job, base, base);
  const seen = keysOf(job, b);
  const e = job.e, ev = job.ev;
  let dk = headAt(job.dk, b, job.dkBatch, kv, job.dkHead);
  let dv = headAt(job.dv, b, job.dvBatch, kv, job.dvHead);
  let dkRow = job.dkRow, dvRow = job.dvRow;
  if (job.slots > 1) {
    dk = job.partials + <usize>task * partialBytes(job);
    dv = dk + (<usize>job.keys * <usize>e << 2);
    dkRow = e;
    dvRow = ev;
  }
  let j = 0;
  do {
    const n = min(CHUNK, seen - j);
    chunkOfKeys(job, changetype<Workspace>(base), b, kv, slot, j, n, thread);
    const eN = roundUp(e, NR), evN = roundUp(ev, NR);
    copyScaled(changetype<Workspace>(base).sumK, eN, n, e, job.scale, rowAt(dk, j, dkRow), dkRow);
    copyScaled(changetype<Workspace>(base).sumV, evN, n, ev, 1, rowAt(dv, j, dvRow), dvRow);
    j += CHUNK;
  } while (j < seen);
  for (let row = seen; row < job.keys; row++) {
    memory.fill(rowAt(dk, row, dkRow), 0, <usize>e << 2);
    memory.fill(rowAt(dv, row, dvRow), 0, <usize>ev << 2);
  }
}

/** Adds the shares of a head. */
function addPartials(unit: i32, args: usize, thread: i32): void {
  const job = changetype<Attention>(args);
  const b = unit / job.kvHeads, kv = unit % job.kvHeads;
  const from = job.partials + <usize>(unit * job.slots) * partialBytes(job);
  const values = <usize>job.keys * <usize>job.e << 2;
  addShares(job, from, job.e, headAt(job.dk, b, job.dkBatch, kv, job.dkHead), job.dkRow);
  addShares(job, from + values, job.ev, headAt(job.dv, b, job.dvBatch, kv, job.dvHead), job.dvRow);
}

function addShares(job: Attention, from: usize, columns: i32, to: usize, toRow: i32): void {
  const share = partialBytes(job);
  const whole = columns & ~3;
  for (let row = 0; row < job.keys; row++) {
    const target = rowAt(to, row, toRow);
    for (let c = 0; c < whole; c += 4) {
      let p = from + (<usize>c << 2);
      let sum = v128.load(p);
      for (let s = 1; s < job.slots; s++) {
        p += share;
        sum = f32x4.add(sum, v128.load(p));
      }
      v128.store(target + (<usize>c << 2), sum);
    }
    for (let c = whole; c < columns; c++) {
      let p = from + (<usize>c << 2);
      let sum = load<f32>(p);
      for (let s = 1; s < job.slots; s++) {
        p += share;
        sum += load<f32>(p);
      }
      store<f32>(target + (<usize>c << 2), sum);
    }
    from += <usize>columns << 2;
  }
}

/** What the keys from `j`, n of them (0 or less if there are none), give to the queries of a share, and get from them. */
function chunkOfKeys(job: Attention, w: Workspace, b: i32, kv: i32, slot: i32, j: i32, n: i32, thread: i32): void {
  const e = job.e, ev = job.ev;
  const eN = roundUp(e, NR), evN = roundUp(ev, NR);
  const filled = <usize>roundUp(max(n, 0), NR);
  if (n > 0) {
    const k = rowAt(headAt(job.k, b, job.kBatch, kv, job.kHead), j, job.kRow);
    const v = rowAt(headAt(job.v, b, job.vBatch, kv, job.vHead), j, job.vRow);
    packColumns(k, job.kRow, 1, n, e, w.packedK, <usize>e * ROW);
    packColumns(v, job.vRow, 1, n, ev, w.packedV, <usize>ev * ROW);
    packColumns(k, 1, job.kRow, e, n, w.columnsK, <usize>n * ROW);
    memory.fill(w.sumK, 0, filled * <usize>eN << 2);
    memory.fill(w.sumV, 0, filled * <usize>evN << 2);
  }
  const group = job.heads / job.kvHeads;
  const blocks = ceilDiv(job.length, BLOCK);
  for (let member = 0; member < group; member++) {
    for (let block = slot; block < blocks; block += job.slots) {
      blockOfQueries(job, w, b, kv * group + member, block, j, n);
      beat(thread);
    }
  }
}

function blockOfQueries(job: Attention, w: Workspace, b: i32, h: i32, block: i32, j: i32, n: i32): void {
  const e = job.e, ev = job.ev;
  const eN = roundUp(e, NR);
  const head = b * job.heads + h;
  const i0 = block * BLOCK;
  const rows = min(BLOCK, job.length - i0);
  const map = mapOf(job.maps, head);
  const last = lastRun(map, block);
  let ready = false;
  for (let r = firstRun(map, block); r < last; r += RUN_BYTES) {
    const tile = tileOf(map, r);
    const end = min(runEnd(r), j + n);
    for (let j0 = max(runStart(r), j); j0 < end; j0 += BLOCK) {
      if (!ready) prepareQueries(job, w, b, h, i0, rows);
      ready = true;
      tileOfPairs(job, w, b, h, i0, rows, j, n, j0, min(BLOCK, end - j0), tile);
    }
  }
  const dq = rowAt(headAt(job.dq, b, job.dqBatch, h, job.dqHead), i0, job.dqRow);
  if (!ready) {
    if (j == 0) for (let i = 0; i < rows; i++) memory.fill(rowAt(dq, i, job.dqRow), 0, <usize>e << 2);
  } else if (j == 0) copyScaled(w.sumQ, eN, rows, e, job.scale, dq, job.dqRow);
  else addScaled(w.sumQ, eN, rows, e, job.scale, dq, job.dqRow);
}

function prepareQueries(job: Attention, w: Workspace, b: i32, h: i32, i0: i32, rows: i32): void {
  const e = job.e, ev = job.ev;
  const q = rowAt(headAt(job.q, b, job.qBatch, h, job.qHead), i0, job.qRow);
  const g = rowAt(headAt(job.g, b, job.gBatch, h, job.gHead), i0, job.gRow);
  const out = rowAt(headAt(job.out, b, job.outBatch, h, job.outHead), i0, job.outRow);
  packFours(q, job.qRow, 1, rows, e, w.rowsQ, <usize>e << 4);
  multiplyBy(w.rowsQ, roundUp(rows, 4) * e, job.scale * LOG2_E);
  packColumns(q, 1, job.qRow, e, rows, w.columnsQ, <usize>rows * ROW);
  packFours(g, job.gRow, 1, rows, ev, w.rowsG, <usize>ev << 4);
  packColumns(g, 1, job.gRow, ev, rows, w.columnsG, <usize>rows * ROW);
  rowSums(g, job.gRow, out, job.outRow, rows, ev, w.deltas);
  memory.copy(w.logs, job.lse + (<usize>((b * job.heads + h) * job.length + i0) << 2), <usize>rows << 2);
  for (let r = rows; r < roundUp(rows, 4); r++) {
    store<f32>(w.logs + (<usize>r << 2), 0);
    store<f32>(w.deltas + (<usize>r << 2), 0);
  }
  memory.fill(w.sumQ, 0, <usize>(BLOCK * roundUp(e, NR)) << 2);
}

/** A block of queries against `n` keys from `j0`, of a chunk of `inChunk` keys from `j`. */
function tileOfPairs(
  job: Attention, w: Workspace, b: i32, h: i32, i0: i32, rows: i32, j: i32, inChunk: i32, j0: i32, n: i32, tile: usize,
): void {
  const e = job.e, ev = job.ev;
  const eN = roundUp(e, NR), evN = roundUp(ev, NR);
  const rows4 = roundUp(rows, 4);
  const seed = job.keepScale > 1 ? headSeed(job.seed, b * job.heads + h) : 0;
  if (tile) memory.fill(w.turned, 0, BLOCK * BLOCK << 2);
  for (let c = 0; c < n; c += NR) {
    const columns = min(NR, n - c);
    let from = 0, to = rows4;
    if (tile) {
      const wanted = (<i64>-1 >>> <i64>(64 - columns)) << <i64>c;
      while (from < rows && (bitsOf(tile, from) & wanted) == 0) from++;
      if (from == rows) continue;
      to = rows;
      while ((bitsOf(tile, to - 1) & wanted) == 0) to--;
      from &= ~3;
      to = min(roundUp(to, 4), rows4);
    }
    const at = <usize>((j0 - j + c) / NR);
    const panelK = w.packedK + at * <usize>e * ROW;
    const panelV = w.packedV + at * <usize>ev * ROW;
    const first = <usize>from * ROW;
    for (let r = from; r < to; r += 4) {
      tileSet(e, w.rowsQ + (<usize>(r * e) << 2), panelK, 16, w.weights + <usize>r * ROW, ROW);
      tileSet(ev, w.rowsG + (<usize>(r * ev) << 2), panelV, 16, w.slopes + <usize>r * ROW, ROW);
    }
    const logs = w.logs + (<usize>from << 2), deltas = w.deltas + (<usize>from << 2);
    if (job.bias) {
      const bias = headAt(job.bias, b, job.biasBatch, h, job.biasHead);
      const begin = rowAt(bias, i0 + from, job.biasRow) + (<usize>(j0 + c) * <usize>job.biasColumn << 2);
      addBias(w.weights + first, min(to, rows) - from, columns, begin, job.biasRow, job.biasColumn);
    }
    weigh(w.weights + first, to - from, logs);
    if (tile) hide(w.weights, from, min(to, rows), tile, c);
    if (columns < NR) clearColumns(w.weights + first, to - from, columns);
    if (job.keepScale > 1) {
      slopesWithDropout(w.weights + first, w.slopes + first, to - from, deltas, i0 + from, j0 + c, seed, job.threshold, job.keepScale);
    } else slopesOf(w.weights + first, w.slopes + first, to - from, deltas);
    if (job.dbias) {
      const head = <usize>(b * job.heads + h);
      const target = job.dbias + ((head * <usize>job.length + <usize>(i0 + from)) * <usize>job.keys + <usize>(j0 + c) << 2);
      copyScaled(w.slopes + first, NR, min(to, rows) - from, columns, 1, target, job.keys);
    }
    for (let r = from; r < to; r += 4) {
      const slope = w.slopes + <usize>r * ROW;
      const turned = w.turned + (<usize>(r * BLOCK + c * 4) << 2);
      for (let v = 0; v < NR; v += 4) transpose4x4(slope + (<usize>v << 2), ROW, turned + (<usize>v << 4), 16);
    }
    // Four keys at a time: the panels' columns are the left operand.
    const depth = min(to, rows) - from;
    for (let part = 0; part < columns; part += 4) {
      const key = <usize>(j0 - j + c + part);
      const left = first + (<usize>part << 2);
      for (let d = 0; d < evN; d += NR) {
        const right = w.columnsG + (<usize>(d * rows) << 2) + first;
        tileAdd(depth, w.weights + left, right, ROW, w.sumV + ((key * <usize>evN + d) << 2), <usize>evN << 2);
      }
      for (let d = 0; d < eN; d += NR) {
        const right = w.columnsQ + (<usize>(d * rows) << 2) + first;
        tileAdd(depth, w.slopes + left, right, ROW, w.sumK + ((key * <usize>eN + d) << 2), <usize>eN << 2);
      }
    }
  }
  for (let d = 0; d < eN; d += NR) {
    const right = w.columnsK + (<usize>(d * inChunk) << 2) + <usize>(j0 - j) * ROW;
    for (let r = 0; r < rows; r += 4) {
      tileAdd(n, w.turned + (<usize>(r * BLOCK) << 2), right, 16, w.sumQ + (<usize>(r * eN + d) << 2), <usize>eN << 2);
    }
  }
}

/** D = rowsum(dO * O). */
function rowSums(g: usize, gRow: i32, o: usize, oRow: i32, rows: i32, ev: i32, deltas: usize): void {
  const whole = ev & ~3;
  for (let r = 0; r < rows; r++) {
    const x = rowAt(g, r, gRow);
    const y = rowAt(o, r, oRow);
    let sums = f32x4.splat(0);
    let c = 0;
    for (; c < whole; c += 4) sums = madd(v128.load(x + (<usize>c << 2)), v128.load(y + (<usize>c << 2)), sums);
    let sum = sumLanes(sums);
    for (; c < ev; c++) sum += load<f32>(x + (<usize>c << 2)) * load<f32>(y + (<usize>c << 2));
    store<f32>(deltas + (<usize>r << 2), sum);
  }
}

/** Adds the bias to scores, which are in base 2. */
function addBias(panel: usize, rows: i32, columns: i32, bias: usize, row: i32, column: i32): void {
  for (let r = 0; r < rows; r++) {
    let from = rowAt(bias, r, row);
    for (let c = 0; c < columns; c++) {
      const at = panel + (<usize>c << 2);
      store<f32>(at, load<f32>(at) + load<f32>(from) * LOG2_E);
      from += <usize>column << 2;
    }
    panel += ROW;
  }
}

/** Scores become weights: 2^(s - lse). */
function weigh(panel: usize, rows: i32, logs: usize): void {
  for (let r = 0; r < rows; r++) {
    const log = v128.load32_splat(logs);
    for (let at: usize = 0; at < ROW; at += 32) {
      const p = panel + at;
      const x = exp2(f32x4.sub(v128.load(p), log));
      const y = exp2(f32x4.sub(v128.load(p, 16), log));
      v128.store(p, x);
      v128.store(p, y, 16);
    }
    panel += ROW;
    logs += 4;
  }
}

/** Weights of pairs that may not meet become zero: queries from `from` to `to`, keys from `c` of a tile. */
function hide(panel: usize, from: i32, to: i32, tile: usize, c: i32): void {
  for (let r = from; r < to; r++) {
    const mask: i64 = (1 << NR) - 1;
    for (let hidden = ~(bitsOf(tile, r) >>> <i64>c) & mask; hidden != 0; hidden &= hidden - 1) {
      store<f32>(panel + <usize>r * ROW + (<usize>ctz(hidden) << 2), 0);
    }
  }
}

/** The same for keys behind the last. */
function clearColumns(panel: usize, rows: i32, from: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.fill(panel + (<usize>from << 2), 0, <usize>(NR - from) << 2);
    panel += ROW;
  }
}

/** dS = P * (dP - D). */
function slopesOf(panel: usize, slope: usize, rows: i32, deltas: usize): void {
  for (let r = 0; r < rows; r++) {
    const d = v128.load32_splat(deltas);
    for (let at: usize = 0; at < ROW; at += 32) {
      const p = panel + at, s = slope + at;
      const x = f32x4.mul(v128.load(p), f32x4.sub(v128.load(s), d));
      const y = f32x4.mul(v128.load(p, 16), f32x4.sub(v128.load(s, 16), d));
      v128.store(s, x);
      v128.store(s, y, 16);
    }
    panel += ROW;
    slope += ROW;
    deltas += 4;
  }
}

/** dS = P * (M dP - D), and P becomes M P, where M is the dropout's mask times its scale. */
function slopesWithDropout(
  panel: usize, slope: usize, rows: i32, deltas: usize, i: i32, j: i32, seed: i32, threshold: i32, keepScale: f32,
): void {
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(keepScale);
  for (let r = 0; r < rows; r++) {
    const d = v128.load32_splat(deltas);
    for (let at: usize = 0; at < ROW; at += 16) {
      const m = v128.and(factor, keepKeys(seed, i + r, j + <i32>(at >> 2), limit));
      const p = v128.load(panel + at);
      v128.store(slope + at, f32x4.mul(p, f32x4.sub(f32x4.mul(m, v128.load(slope + at)), d)));
      v128.store(panel + at, f32x4.mul(m, p));
    }
    panel += ROW;
    slope += ROW;
    deltas += 4;
  }
}

function copyScaled(from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32): void {
  scaleRows(from, fromRow, rows, columns, factor, to, toRow, false);
}

function addScaled(from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32): void {
  scaleRows(from, fromRow, rows, columns, factor, to, toRow, true);
}

// @ts-ignore: decorator
@inline
function scaleRows(
  from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32, add: bool,
): void {
  const f = f32x4.splat(factor);
  const whole = columns & ~3;
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c < whole; c += 4) {
      const at = to + (<usize>c << 2);
      const x = f32x4.mul(v128.load(from + (<usize>c << 2)), f);
      v128.store(at, add ? f32x4.add(v128.load(at), x) : x);
    }
    for (; c < columns; c++) {
      const at = to + (<usize>c << 2);
      const x = load<f32>(from + (<usize>c << 2)) * factor;
      store<f32>(at, add ? load<f32>(at) + x : x);
    }
    from += <usize>fromRow << 2;
    to += <usize>toRow << 2;
  }
}
