// Exact attention, tile by tile with an online softmax (Dao et al., 2022), in memory linear in length. Scores are computed
// transposed, S^T = K Q^T, in panels of NR queries: softmax then runs down the columns, the weights already lie as the next
// product wants them, and O^T += V^T P. Keys and values of some heads are packed at a time; then blocks of 64 queries
// are the tasks.
import { DOTS_PAD } from '../generated/dots';
import { NR } from '../generated/tile';
import { release } from '../memory';
import { packColumns, packLeft } from '../pack';
import { beat, jobArguments, reserve, reserveScratch, run, scratchOf, threadCount } from '../parallel';
import { transpose4x4 } from '../simd';
import { addTile, heightOf, panelStart, setTile } from '../tiles';
import { BLOCK, RUN_BYTES, bitsOf, firstRun, lastRun, mapOf, runEnd, runStart, tileOf } from './blockMap';
import { Attention, LOG2_E, ceilDiv, headAt, headSeed, keepQueries, keysOf, logOfSum, multiplyBy, roundUp, rowAt } from './job';
import { attendOne } from './oneQuery';
import { beginPanel, dividePanel, softmaxPanel } from './softmaxPanel';

/** Keys that are worked on at a time: their scores stay in the first cache. */
const KEYS: i32 = 128;
const ROW: usize = <usize>NR * 4;
/** As much packed keys and values at a time, but for those of one head at least. */
const PACKED_BYTES: usize = 32 << 20;
/** Keys that are packed as one task. */
const PACK_KEYS: i32 = 512;
/** From so many multiply-adds on, several threads are faster than one. */
const WORTH_SHARING: i64 = 1 << 19;

/**
 * out = softmax(scale * q k^T + bias) v, and lse for the backward pass; see Attention for the operands. A query that sees
 * nothing gives zeros.
 */
export function attentionForward(
  batch: i32, heads: i32, kvHeads: i32, length: i32, keys: i32, e: i32, ev: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32,
  k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32,
  scale: f32, lengths: usize, maps: usize,
  bias: usize, biasBatch: i32, biasHead: i32, biasRow: i32, biasColumn: i32,
  threshold: i32, keepScale: f32, seed: i32,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, lse: usize,
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
  if (length == 1) oneQueryEach(job);
  else inBlocks(job);
}

function oneQueryEach(job: Attention): void {
  reserveScratch(DOTS_PAD + (<usize>job.keys << 2));
  const heads = job.batch * job.heads;
  const macs = <i64>heads * job.keys * (job.e + job.ev);
  const tasks = macs >= WORTH_SHARING ? min(heads, 4 * threadCount()) : 1;
  job.grain = ceilDiv(heads, max(1, tasks));
  run(ceilDiv(heads, max(1, job.grain)), oneQueryTask, true);
}

function oneQueryTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Attention>(args);
  const end = min((task + 1) * job.grain, job.batch * job.heads);
  const pad = scratchOf(thread);
  for (let head = task * job.grain; head < end; head++) attendOne(job, head, pad + DOTS_PAD, pad);
}

function inBlocks(job: Attention): void {
  const ev4 = roundUp(job.ev, 4);
  const perKey = <usize>(job.e + ev4) << 2;
  job.unitBytes = <usize>roundUp(job.keys, 4) * perKey;
  const all = job.batch * job.kvHeads;
  const units = max(1, min(all, <i32>(PACKED_BYTES / max(1, job.unitBytes))));
  reserveScratch(<usize>(BLOCK * (job.e + ev4 + 2) + KEYS * NR) << 2);
  job.packed = reserve(job.unitBytes * <usize>units);
  const group = job.heads / max(1, job.kvHeads);
  const blocks = ceilDiv(job.length, BLOCK);
  for (let first = 0; first < all; first += units) {
    job.firstUnit = first;
    job.units = min(units, all - first);
    job.pieces = max(1, ceilDiv(job.keys, PACK_KEYS));
    const pairs = <i64>job.units * group * job.length * job.keys;
    const threads = pairs * (job.e + job.ev) >= WORTH_SHARING ? threadCount() : 1;
    if (threads > 1) run(job.units * job.pieces, packTask, true);
    else for (let i = 0; i < job.units * job.pieces; i++) packTask(i, changetype<usize>(job), 0);
    const rows = job.units * group * blocks;
    job.grain = threads > 1 ? max(1, rows / (16 * threads)) : max(1, rows);
    run(ceilDiv(rows, job.grain), blocksTask, true);
  }
  release(job.packed);
}

/** Packs some keys and values of one head. */
function packTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Attention>(args);
  const unit = task / job.pieces;
  const at = job.firstUnit + unit;
  const b = at / job.kvHeads, h = at % job.kvHeads;
  const keys = keysOf(job, b);
  const j = task % job.pieces * PACK_KEYS;
  const n = min(PACK_KEYS, keys - j);
  if (n <= 0) return;
  const packedK = job.packed + <usize>unit * job.unitBytes;
  const packedV = packedK + (<usize>roundUp(job.keys, 4) * <usize>job.e << 2);
  const k = rowAt(headAt(job.k, b, job.kBatch, h, job.kHead), j, job.kRow);
  const v = rowAt(headAt(job.v, b, job.vBatch, h, job.vHead), j, job.vRow);
  for (let i = 0; i < n; i += BLOCK) {
    const to = packedK + (<usize>(j + i) * <usize>job.e << 2);
    packLeft(rowAt(k, i, job.kRow), job.kRow, 1, min(BLOCK, n - i), job.e, to, 0, job.e);
  }
  packLeft(v, 1, job.vRow, job.ev, n, packedV, j, roundUp(job.keys, 4));
}

/** Some blocks of queries, numbered through all heads whose keys are packed. */
function blocksTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Attention>(args);
  const group = job.heads / job.kvHeads;
  const blocks = ceilDiv(job.length, BLOCK);
  const end = min((task + 1) * job.grain, job.units * group * blocks);
  for (let row = task * job.grain; row < end; row++) {
    attendBlock(job, row / blocks / group, row / blocks % group, row % blocks, thread);
    beat(thread);
  }
}

function attendBlock(job: Attention, unit: i32, member: i32, block: i32, thread: i32): void {
  const at = job.firstUnit + unit;
  const b = at / job.kvHeads;
  const h = at % job.kvHeads * (job.heads / job.kvHeads) + member;
  const head = b * job.heads + h;
  const e = job.e, ev4 = roundUp(job.ev, 4);
  const i0 = block * BLOCK;
  const rows = min(BLOCK, job.length - i0);
  const keys = keysOf(job, b);
  const packedK = job.packed + <usize>unit * job.unitBytes;
  const room = roundUp(job.keys, 4), keys4 = roundUp(keys, 4);
  const packedV = packedK + (<usize>room * <usize>e << 2);

  const packedQ = scratchOf(thread);
  const outT = packedQ + (<usize>(BLOCK * e) << 2);
  const maxima = outT + (<usize>(BLOCK * ev4) << 2);
  const sums = maxima + (<usize>BLOCK << 2);
  const weights = sums + (<usize>BLOCK << 2);
  const qPanel = <usize>e * ROW;
  const oPanel = <usize>ev4 * ROW;

  packColumns(rowAt(headAt(job.q, b, job.qBatch, h, job.qHead), i0, job.qRow), job.qRow, 1, rows, e, packedQ, qPanel);
  multiplyBy(packedQ, roundUp(rows, NR) * e, job.scale * LOG2_E);
  memory.fill(outT, 0, <usize>(roundUp(rows, NR) * ev4) << 2);
  for (let p = 0; p < rows; p += NR) beginPanel(maxima + (<usize>p << 2), sums + (<usize>p << 2));

  const bias = job.bias ? rowAt(headAt(job.bias, b, job.biasBatch, h, job.biasHead), i0, job.biasRow) : 0;
  const seed = job.keepScale > 1 ? headSeed(job.seed, head) : 0;
  const map = mapOf(job.maps, head);
  const last = lastRun(map, block);
  for (let r = firstRun(map, block); r < last; r += RUN_BYTES) {
    const tile = tileOf(map, r);
    const end = min(runEnd(r), keys);
    for (let j0 = runStart(r); j0 < end; j0 += KEYS) {
      const n = min(KEYS, end - j0);
      for (let p = 0; p < rows; p += NR) {
        const inPanel = min(NR, rows - p);
        let from = 0, to = n;
        let restricted = bias != 0;
        if (tile) {
          let some: i64 = 0, every: i64 = -1;
          for (let i = p; i < p + inPanel; i++) {
            some |= bitsOf(tile, i);
            every &= bitsOf(tile, i);
          }
          some &= <i64>-1 >>> <i64>(64 - n);
          if (some == 0) continue;
          from = panelStart(<i32>ctz(some), min(BLOCK, keys4 - j0));
          to = 64 - <i32>clz(some);
          const range = (<i64>-1 << <i64>from) & (<i64>-1 >>> <i64>(64 - to));
          restricted = restricted || (every & range) != range;
        }
        const j = j0 + from;
        const m = to - from;
        const panelQ = packedQ + <usize>(p / NR) * qPanel;
        const panelOut = outT + <usize>(p / NR) * oPanel;
        for (let c = 0, height = 0; c < m; c += height) {
          height = heightOf(min(BLOCK - (j + c) % BLOCK, keys4 - j - c));
          setTile(height, e, packedK + (<usize>(j + c) * <usize>e << 2), <usize>height << 2, panelQ, weights + <usize>c * ROW, ROW);
        }
        if (bias) addBias(weights, m, inPanel, bias + ((<usize>p * job.biasRow + <usize>j * job.biasColumn) << 2), job.biasRow, job.biasColumn);
        if (tile && restricted) hide(weights, from, to, tile, p, inPanel);
        softmaxPanel(weights, m, maxima + (<usize>p << 2), sums + (<usize>p << 2), panelOut, ev4, restricted);
        if (job.keepScale > 1) dropPanel(weights, m, i0 + p, j, seed, job.threshold, job.keepScale);
        for (let c = 0, height = 0; c < ev4; c += height) {
          height = heightOf(ev4 - c);
          const values = packedV + (<usize>(c * room + j * height) << 2);
          addTile(height, m, values, <usize>height << 2, weights, panelOut + <usize>c * ROW, ROW);
        }
      }
    }
  }
  const out = rowAt(headAt(job.out, b, job.outBatch, h, job.outHead), i0, job.outRow);
  const lse = job.lse + (<usize>(head * job.length + i0) << 2);
  for (let p = 0; p < rows; p += NR) {
    const panelOut = outT + <usize>(p / NR) * oPanel;
    const few = min(NR, rows - p);
    dividePanel(panelOut, job.ev, sums + (<usize>p << 2));
    turnPanel(panelOut, job.ev, few, rowAt(out, p, job.outRow), <usize>job.outRow << 2);
    for (let i = p; i < p + few; i++) {
      const at = <usize>i << 2;
      store<f32>(lse + at, logOfSum(load<f32>(maxima + at), load<f32>(sums + at)));
    }
  }
}

/** Adds the bias to the scores of `n` keys, which are in base 2. */
function addBias(scores: usize, n: i32, rows: i32, bias: usize, row: i32, column: i32): void {
  for (let r = 0; r < rows; r++) {
    let from = rowAt(bias, r, row);
    let to = scores + (<usize>r << 2);
    for (let c = 0; c < n; c++) {
      store<f32>(to, load<f32>(to) + load<f32>(from) * LOG2_E);
      from += <usize>column << 2;
      to += ROW;
    }
  }
}

/** Sets the scores of pairs that may not meet to -infinity. */
function hide(scores: usize, from: i32, to: i32, tile: usize, query: i32, rows: i32): void {
  const range = (<i64>-1 << <i64>from) & (<i64>-1 >>> <i64>(64 - to));
  for (let r = 0; r < rows; r++) {
    for (let hidden = ~bitsOf(tile, query + r) & range; hidden != 0; hidden &= hidden - 1) {
      store<f32>(scores + <usize>(<i32>ctz(hidden) - from) * ROW + (<usize>r << 2), <f32>-Infinity);
    }
  }
}

function dropPanel(weights: usize, n: i32, i: i32, j: i32, seed: i32, threshold: i32, keepScale: f32): void {
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(keepScale);
  for (let c = 0; c < n; c++) {
    for (let r = 0; r < NR; r += 4) {
      const at = weights + (<usize>r << 2);
      v128.store(at, v128.and(f32x4.mul(v128.load(at), factor), keepQueries(seed, i + r, j + c, limit)));
    }
    weights += ROW;
  }
}

/** A panel [Ev][NR queries] becomes rows of the output. */
function turnPanel(panel: usize, ev: i32, rows: i32, out: usize, row: usize): void {
  const whole = ev & ~3;
  for (let r = 0; r < rows; r += 4) {
    const from = panel + (<usize>r << 2);
    const to = out + <usize>r * row;
    const few = min(4, rows - r);
    let c = 0;
    if (few == 4) for (; c < whole; c += 4) transpose4x4(from + <usize>c * ROW, ROW, to + (<usize>c << 2), row);
    for (; c < ev; c++) {
      for (let i = 0; i < few; i++) {
        store<f32>(to + <usize>i * row + (<usize>c << 2), load<f32>(from + <usize>c * ROW + (<usize>i << 2)));
      }
    }
  }
}
