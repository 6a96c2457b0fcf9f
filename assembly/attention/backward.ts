// The backward pass of attention: weights are computed again from q, k and the rows' sums, tile by tile. With P the weights,
// D = rowsum(dO * O) and dP = dO V^T: dS = P * (dP - D), dV = P^T dO, dQ = scale dS K, dK = scale dS^T Q. Dropout
// multiplies P before dV, and dP, by the same mask as in the forward pass. A gradient of the rows' log-sum-exp adds itself
// times P to dS: it is taken off D.
//
// A task is one head of keys and a share of the queries' blocks, so that no two tasks change the same rows of dQ. Where
// there are fewer heads than threads, several shares of a head have sums of dK and dV of their own, added at the end.
import { NR } from '../generated/tile';
import { release } from '../memory';
import { packColumns, packLeft } from '../pack';
import { beat, jobArguments, reserve, reserveScratch, run, scratchOf, threadCount } from '../parallel';
import { BLOCK, RUN_BYTES, firstRun, lastRun, mapOf, runEnd, runStart, tileOf } from './blockMap';
import { pairBlocks } from './blockPair';
import { addScaled, copyScaled, rowSums } from './blockRows';
import { Attention, LOG2_E, ceilDiv, headAt, keysOf, multiplyBy, roundUp, rowAt } from './job';
import { CHUNK, ROW, Workspace, placeWorkspace, workspaceBytes } from './workspace';

/** From so many multiply-adds on, several threads are faster than one. */
const WORTH_SHARING: i64 = 1 << 18;

/**
 * Sets dq [B, H, L, E], dk [B, Hk, S, E] and dv [B, Hk, S, Ev], and the visible pairs of dbias [B, H, L, S], dense, if
 * it is not 0. Arguments as in `attentionForward`; `out` is its output, `g` the gradient of that, and `gLse` [B, H, L] that of
 * the natural logarithms of the rows' sums, or 0.
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
  dbias: usize, gLse: usize,
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
  job.dbias = dbias; job.gLse = gLse;
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
      pairBlocks(job, w, b, h, i0, rows, j, n, j0, min(BLOCK, end - j0), tile);
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
  packLeft(q, job.qRow, 1, rows, e, w.rowsQ, 0, e);
  multiplyBy(w.rowsQ, roundUp(rows, 4) * e, job.scale * LOG2_E);
  packColumns(q, 1, job.qRow, e, rows, w.columnsQ, <usize>rows * ROW);
  packLeft(g, job.gRow, 1, rows, ev, w.rowsG, 0, ev);
  packColumns(g, 1, job.gRow, ev, rows, w.columnsG, <usize>rows * ROW);
  rowSums(g, job.gRow, out, job.outRow, rows, ev, w.deltas);
  const at = <usize>((b * job.heads + h) * job.length + i0) << 2;
  if (job.gLse) subtract(w.deltas, job.gLse + at, rows);
  memory.copy(w.logs, job.lse + at, <usize>rows << 2);
  for (let r = rows; r < roundUp(rows, 4); r++) {
    store<f32>(w.logs + (<usize>r << 2), 0);
    store<f32>(w.deltas + (<usize>r << 2), 0);
  }
  memory.fill(w.sumQ, 0, <usize>(BLOCK * roundUp(e, NR)) << 2);
}

function subtract(from: usize, x: usize, n: i32): void {
  const end = from + (<usize>n << 2);
  for (; from < end; from += 4) {
    store<f32>(from, load<f32>(from) - load<f32>(x));
    x += 4;
  }
}
