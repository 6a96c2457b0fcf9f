// Exact attention for one head, tile by tile with an online softmax (Milakov and Gimelshein, 2018; Dao et al., 2022), in
// memory linear in length. Scores are computed transposed, S^T = K Q^T, in panels of eight queries: softmax then runs
// down the columns, the weights already lie as the next product wants them, and O^T += V^T P.
import { constant, exp2, transpose4x4 } from './simd';
import { NR, packPanels4, packPanels8 } from './pack';
import { tileAdd, tileSet } from './tile';
import { KEYS, NO_LIMIT, QUERIES, headSeed, keepQueries, roundUp, scratch, visible } from './attentionScratch';

const LOG2_E: f32 = 1.4426950408889634;
const LOWEST = memory.data<f32>([-Infinity, 0.0, 1.0]);

/**
 * out = softmax(scale * q k^T) v for each of H heads of B sequences: q [B, H, L, E], k [B, H, S, E], v [B, H, S, Ev],
 * and lse [B, H, L], the base-2 logarithm of each row's sum, for the backward pass. Each operand has strides over
 * sequences, heads and rows, in elements. `lengths`, if not 0, has the number of keys of each sequence. Query i sees
 * keys up to i + offset (NO_LIMIT: all). `mask`, if not 0, has bytes, 1 = may attend. A query that sees nothing gives
 * zeros. With `keepScale` > 1 weights are dropped where the random word of their place is below `threshold`, and the rest
 * are scaled by it.
 */
export function attentionForward(
  batch: i32, heads: i32, length: i32, keys: i32, e: i32, ev: i32, lengths: usize,
  q: usize, qBatch: i32, qHead: i32, qRow: i32,
  k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32,
  scale: f32, offset: i32,
  mask: usize, maskBatch: i32, maskHead: i32, maskRow: i32, maskColumn: i32,
  threshold: i32, keepScale: f32, seed: i32,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, lse: usize,
): void {
  for (let b = 0; b < batch; b++) {
    const seen = lengths ? load<i32>(lengths + (<usize>b << 2)) : keys;
    for (let h = 0; h < heads; h++) {
      const head = b * heads + h;
      forwardHead(
        length, seen, e, ev,
        q + (<usize>(b * qBatch + h * qHead) << 2), qRow,
        k + (<usize>(b * kBatch + h * kHead) << 2), kRow,
        v + (<usize>(b * vBatch + h * vHead) << 2), vRow,
        scale, offset,
        mask ? mask + <usize>(b * maskBatch + h * maskHead) : 0, maskRow, maskColumn,
        threshold, keepScale, keepScale > 1 ? headSeed(seed, head) : 0,
        out + (<usize>(b * outBatch + h * outHead) << 2), outRow, lse + (<usize>(head * length) << 2),
      );
    }
  }
}

function forwardHead(
  length: i32, keys: i32, e: i32, ev: i32,
  q: usize, qRow: i32, k: usize, kRow: i32, v: usize, vRow: i32,
  scale: f32, offset: i32,
  mask: usize, maskRow: i32, maskColumn: i32,
  threshold: i32, keepScale: f32, seeded: i32,
  out: usize, outRow: i32, lse: usize,
): void {
  const evRounded = roundUp(ev, 4);
  const keysRounded = roundUp(keys, 4);
  const kPanel = <usize>(e * 4) << 2;
  const vPanel = <usize>(keys * 4) << 2;
  const qPanel = <usize>(e * NR) << 2;
  const oPanel = <usize>(evRounded * NR) << 2;
  const weightsBytes = <usize>(KEYS * NR) << 2;

  const packedK = scratch(
    ((<usize>(keysRounded * e + evRounded * keys + QUERIES * e + QUERIES * evRounded + 2 * QUERIES)) << 2) + weightsBytes,
  );
  const packedV = packedK + (<usize>(keysRounded * e) << 2);
  const packedQ = packedV + (<usize>(evRounded * keys) << 2);
  const outT = packedQ + (<usize>(QUERIES * e) << 2);
  const maxima = outT + (<usize>(QUERIES * evRounded) << 2);
  const sums = maxima + (<usize>QUERIES << 2);
  const weights = sums + (<usize>QUERIES << 2);

  packPanels4(k, kRow, 1, keys, e, packedK, kPanel);
  packPanels4(v, 1, vRow, ev, keys, packedV, vPanel);

  for (let i0 = 0; i0 < length; i0 += QUERIES) {
    const rows = min(QUERIES, length - i0);
    packPanels8(q + (<usize>(i0 * qRow) << 2), qRow, 1, rows, e, packedQ, qPanel);
    multiplyBy(packedQ, roundUp(rows, NR) * e, scale * LOG2_E);
    for (let p = 0; p < rows; p += NR) {
      const panel = packedQ + <usize>(p / NR) * qPanel;
      const panelOut = outT + <usize>(p / NR) * oPanel;
      const max0 = maxima + (<usize>p << 2);
      const sum0 = sums + (<usize>p << 2);
      v128.store(max0, constant(LOWEST, 0));
      v128.store(max0, constant(LOWEST, 0), 16);
      v128.store(sum0, constant(LOWEST, 1));
      v128.store(sum0, constant(LOWEST, 1), 16);
      memory.fill(panelOut, 0, oPanel);
      const last = visible(min(i0 + p + NR, length) - 1, offset, keys);
      for (let j0 = 0; j0 < last; j0 += KEYS) {
        const n = min(KEYS, last - j0);
        for (let j = 0; j < n; j += 4) {
          tileSet(e, packedK + <usize>((j0 + j) >> 2) * kPanel, 16, panel, weights + (<usize>(j * NR) << 2), NR * 4);
        }
        const restricted = mask != 0 || (offset != NO_LIMIT && j0 + n > visible(i0 + p, offset, keys));
        if (restricted) {
          restrict(weights, n, i0 + p, min(NR, length - i0 - p), j0, offset, keys, mask, maskRow, maskColumn);
        }
        softmaxPanel(weights, n, max0, sum0, panelOut, evRounded, restricted);
        if (keepScale > 1) dropPanel(weights, n, i0 + p, j0, seeded, threshold, keepScale);
        const from = packedV + (<usize>(j0 * 4) << 2);
        for (let c = 0; c < evRounded; c += 4) {
          tileAdd(n, from + <usize>(c >> 2) * vPanel, 16, weights, panelOut + (<usize>(c * NR) << 2), NR * 4);
        }
      }
      finishPanel(panelOut, max0, sum0, ev, min(NR, length - i0 - p), out + (<usize>((i0 + p) * outRow) << 2), outRow, lse + (<usize>(i0 + p) << 2));
    }
  }
}

function multiplyBy(p: usize, n: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = p + (<usize>n << 2);
  for (; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), f));
}

/** Sets the scores of pairs that may not meet to -infinity. */
function restrict(
  scores: usize, n: i32, i: i32, rows: i32, j: i32, offset: i32, keys: i32, mask: usize, maskRow: i32, maskColumn: i32,
): void {
  for (let r = 0; r < rows; r++) {
    const limit = visible(i + r, offset, keys) - j;
    const allowed = mask + <usize>((i + r) * maskRow + j * maskColumn);
    let at = scores + (<usize>r << 2);
    for (let c = 0; c < n; c++) {
      if (c >= limit || (mask != 0 && load<u8>(allowed + <usize>(c * maskColumn)) == 0)) store<f32>(at, <f32>-Infinity);
      at += NR * 4;
    }
  }
}

/** Turns a panel's scores into unnormalised weights, and rescales what was gathered under a smaller maximum. */
function softmaxPanel(weights: usize, n: i32, max0: usize, sum0: usize, out: usize, ev: i32, restricted: bool): void {
  const lowest = constant(LOWEST, 0);
  const end = weights + (<usize>n << 5);
  const before = v128.load(max0), before1 = v128.load(max0, 16);
  let top = before, top1 = before1;
  let p = weights;
  do {
    top = f32x4.pmax(top, v128.load(p));
    top1 = f32x4.pmax(top1, v128.load(p, 16));
    p += 32;
  } while (p < end);
  v128.store(max0, top);
  v128.store(max0, top1, 16);
  // Where nothing was visible so far the maximum is -infinity, and 0 stands in, for -inf - -inf is NaN.
  const zero = constant(LOWEST, 1);
  const base = v128.bitselect(zero, top, f32x4.eq(top, lowest));
  const base1 = v128.bitselect(zero, top1, f32x4.eq(top1, lowest));
  const shrink = exp2(f32x4.sub(before, base)), shrink1 = exp2(f32x4.sub(before1, base1));
  let sum = f32x4.mul(v128.load(sum0), shrink), sum1 = f32x4.mul(v128.load(sum0, 16), shrink1);
  p = weights;
  if (restricted) {
    do {
      const s = v128.load(p), s1 = v128.load(p, 16);
      const w = v128.andnot(exp2(f32x4.sub(s, base)), f32x4.eq(s, lowest));
      const w1 = v128.andnot(exp2(f32x4.sub(s1, base1)), f32x4.eq(s1, lowest));
      v128.store(p, w);
      v128.store(p, w1, 16);
      sum = f32x4.add(sum, w);
      sum1 = f32x4.add(sum1, w1);
      p += 32;
    } while (p < end);
  } else {
    do {
      const w = exp2(f32x4.sub(v128.load(p), base)), w1 = exp2(f32x4.sub(v128.load(p, 16), base1));
      v128.store(p, w);
      v128.store(p, w1, 16);
      sum = f32x4.add(sum, w);
      sum1 = f32x4.add(sum1, w1);
      p += 32;
    } while (p < end);
  }
  v128.store(sum0, sum);
  v128.store(sum0, sum1, 16);
  const stop = out + (<usize>ev << 5);
  for (; out < stop; out += 32) {
    v128.store(out, f32x4.mul(v128.load(out), shrink));
    v128.store(out, f32x4.mul(v128.load(out, 16), shrink1), 16);
  }
}

function dropPanel(weights: usize, n: i32, i: i32, j: i32, seed: i32, threshold: i32, keepScale: f32): void {
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(keepScale);
  for (let c = 0; c < n; c++) {
    v128.store(weights, v128.and(f32x4.mul(v128.load(weights), factor), keepQueries(seed, i, j + c, limit)));
    v128.store(weights, v128.and(f32x4.mul(v128.load(weights, 16), factor), keepQueries(seed, i + 4, j + c, limit)), 16);
    weights += 32;
  }
}

/** Divides by the sums and turns the panel upright, into the rows of the output. */
function finishPanel(panel: usize, max0: usize, sum0: usize, ev: i32, rows: i32, out: usize, outRow: i32, lse: usize): void {
  const zero = constant(LOWEST, 1);
  const one = constant(LOWEST, 2);
  const sum = v128.load(sum0), sum1 = v128.load(sum0, 16);
  const inverse = v128.andnot(f32x4.div(one, sum), f32x4.eq(sum, zero));
  const inverse1 = v128.andnot(f32x4.div(one, sum1), f32x4.eq(sum1, zero));
  const end = panel + (<usize>ev << 5);
  for (let p = panel; p < end; p += 32) {
    v128.store(p, f32x4.mul(v128.load(p), inverse));
    v128.store(p, f32x4.mul(v128.load(p, 16), inverse1), 16);
  }
  const row = <usize>outRow << 2;
  let c = 0;
  for (; c + 4 <= ev; c += 4) {
    const from = panel + (<usize>c << 5);
    const to = out + (<usize>c << 2);
    if (rows >= 4) transpose4x4(from, 32, to, row);
    else copyTurned(from, 4, rows, to, row);
    if (rows == 8) transpose4x4(from + 16, 32, to + 4 * row, row);
    else if (rows > 4) copyTurned(from + 16, 4, rows - 4, to + 4 * row, row);
  }
  if (c < ev) copyTurned(panel + (<usize>c << 5), ev - c, rows, out + (<usize>c << 2), row);
  for (let r = 0; r < rows; r++) {
    const total = load<f32>(sum0 + (<usize>r << 2));
    // A row without keys: +infinity makes every weight of the backward pass vanish.
    store<f32>(lse + (<usize>r << 2), total > 0 || total != total ? load<f32>(max0 + (<usize>r << 2)) + Mathf.log2(total) : Infinity);
  }
}

function copyTurned(from: usize, columns: i32, rows: i32, to: usize, row: usize): void {
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) {
      store<f32>(to + <usize>r * row + (<usize>c << 2), load<f32>(from + (<usize>(c * NR + r) << 2)));
    }
  }
}
