// The backward pass of attention for one head: weights are computed again from q, k and the row sums, tile by tile.
// With P the weights, D = rowsum(dO * O) and dP = dO V^T: dS = P * (dP - D), dV = P^T dO, dQ = scale dS K,
// dK = scale dS^T Q. Dropout multiplies P before dV, and dP, by the same mask as in the forward pass.
import { exp2, madd, sumLanes, transpose4x4 } from './simd';
import { MR, NR, packPanels4, packPanels8 } from './pack';
import { tileAdd, tileSet } from './tile';
import { NO_LIMIT, headSeed, keepKeys, roundUp, scratch, visible } from './attentionScratch';

const LOG2_E: f32 = 1.4426950408889634;
/** Queries and keys in a tile of the backward pass, which holds more of them at once. */
const TILE: i32 = 64;

/**
 * Sets dq [B, H, L, E], dk [B, H, S, E] and dv [B, H, S, Ev], rows of keys beyond a sequence's length apart. Arguments as
 * in `attentionForward`; `out` is its output, `g` the gradient of that.
 */
export function attentionBackward(
  batch: i32, heads: i32, length: i32, keys: i32, e: i32, ev: i32, lengths: usize,
  q: usize, qBatch: i32, qHead: i32, qRow: i32,
  k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32,
  scale: f32, offset: i32,
  mask: usize, maskBatch: i32, maskHead: i32, maskRow: i32, maskColumn: i32,
  threshold: i32, keepScale: f32, seed: i32,
  out: usize, outBatch: i32, outHead: i32, outRow: i32, lse: usize,
  g: usize, gBatch: i32, gHead: i32, gRow: i32,
  dq: usize, dqBatch: i32, dqHead: i32, dqRow: i32,
  dk: usize, dkBatch: i32, dkHead: i32, dkRow: i32,
  dv: usize, dvBatch: i32, dvHead: i32, dvRow: i32,
): void {
  for (let b = 0; b < batch; b++) {
    const seen = lengths ? load<i32>(lengths + (<usize>b << 2)) : keys;
    for (let h = 0; h < heads; h++) {
      const head = b * heads + h;
      backwardHead(
        length, seen, e, ev,
        q + (<usize>(b * qBatch + h * qHead) << 2), qRow,
        k + (<usize>(b * kBatch + h * kHead) << 2), kRow,
        v + (<usize>(b * vBatch + h * vHead) << 2), vRow,
        scale, offset,
        mask ? mask + <usize>(b * maskBatch + h * maskHead) : 0, maskRow, maskColumn,
        threshold, keepScale, keepScale > 1 ? headSeed(seed, head) : 0,
        out + (<usize>(b * outBatch + h * outHead) << 2), outRow, lse + (<usize>(head * length) << 2),
        g + (<usize>(b * gBatch + h * gHead) << 2), gRow,
        dq + (<usize>(b * dqBatch + h * dqHead) << 2), dqRow,
        dk + (<usize>(b * dkBatch + h * dkHead) << 2), dkRow,
        dv + (<usize>(b * dvBatch + h * dvHead) << 2), dvRow,
      );
    }
  }
}

function backwardHead(
  length: i32, keys: i32, e: i32, ev: i32,
  q: usize, qRow: i32, k: usize, kRow: i32, v: usize, vRow: i32,
  scale: f32, offset: i32,
  mask: usize, maskRow: i32, maskColumn: i32,
  threshold: i32, keepScale: f32, seeded: i32,
  out: usize, outRow: i32, lse: usize, gradient: usize, gradientRow: i32,
  dq: usize, dqRow: i32, dk: usize, dkRow: i32, dv: usize, dvRow: i32,
): void {
  const e8 = roundUp(e, NR);
  const ev8 = roundUp(ev, NR);
  const keys8 = roundUp(keys, NR);
  const tiles = <usize>(TILE * TILE) << 2;

  // Whole head: K and V as right operands of S and dP (panels of eight keys), K again as that of dQ, and dK, dV.
  const kPanel = <usize>(e * NR) << 2;
  const vPanel = <usize>(ev * NR) << 2;
  const kColumnsPanel = <usize>(keys8 * NR) << 2;
  const dkBytes = <usize>(keys8 * e8) << 2;
  const dvBytes = <usize>(keys8 * ev8) << 2;
  const qBytes = <usize>(TILE * e8) << 2;
  const gBytes = <usize>(TILE * ev8) << 2;
  const packedK = scratch(
    (<usize>(keys8 * (e + ev)) << 2) + 2 * dkBytes + dvBytes + 3 * qBytes + 2 * gBytes + 3 * tiles + ((2 * TILE) << 2),
  );
  const packedV = packedK + (<usize>(keys8 * e) << 2);
  const columnsK = packedV + (<usize>(keys8 * ev) << 2);
  const sumK = columnsK + dkBytes;
  const sumV = sumK + dkBytes;
  // One tile of queries: Q and dO as left operands (panels of four) and as right ones, and dQ.
  const rowsQ = sumV + dvBytes;
  const columnsQ = rowsQ + qBytes;
  const sumQ = columnsQ + qBytes;
  const rowsG = sumQ + qBytes;
  const columnsG = rowsG + gBytes;
  const weights = columnsG + gBytes;
  const slopes = weights + tiles;
  const turned = slopes + tiles;
  const logs = turned + tiles;
  const deltas = logs + (<usize>TILE << 2);

  packPanels8(k, kRow, 1, keys, e, packedK, kPanel);
  packPanels8(v, vRow, 1, keys, ev, packedV, vPanel);
  // Keys that fill up the last tile count for nothing: their rows of K are zeros.
  memory.fill(columnsK, 0, dkBytes);
  packPanels8(k, 1, kRow, e, keys, columnsK, kColumnsPanel);
  memory.fill(sumK, 0, dkBytes);
  memory.fill(sumV, 0, dvBytes);

  for (let i0 = 0; i0 < length; i0 += TILE) {
    const rows = min(TILE, length - i0);
    const rows4 = roundUp(rows, MR);
    const qFrom = q + (<usize>(i0 * qRow) << 2);
    const gFrom = gradient + (<usize>(i0 * gradientRow) << 2);
    packPanels4(qFrom, qRow, 1, rows, e, rowsQ, <usize>(e * MR) << 2);
    packPanels8(qFrom, 1, qRow, e, rows, columnsQ, <usize>(rows * NR) << 2);
    packPanels4(gFrom, gradientRow, 1, rows, ev, rowsG, <usize>(ev * MR) << 2);
    packPanels8(gFrom, 1, gradientRow, ev, rows, columnsG, <usize>(rows * NR) << 2);
    rowSums(gFrom, gradientRow, out + (<usize>(i0 * outRow) << 2), outRow, rows, ev, deltas);
    memory.copy(logs, lse + (<usize>i0 << 2), <usize>rows << 2);
    for (let r = rows; r < rows4; r++) {
      store<f32>(logs + (<usize>r << 2), 0);
      store<f32>(deltas + (<usize>r << 2), 0);
    }
    memory.fill(sumQ, 0, qBytes);
    const last = visible(i0 + rows - 1, offset, keys);
    for (let j0 = 0; j0 < last; j0 += TILE) {
      const n = min(TILE, last - j0);
      const restricted = mask != 0 || (offset != NO_LIMIT && j0 + roundUp(n, NR) > visible(i0, offset, keys));
      for (let c = 0; c < n; c += NR) {
        const panel = weights + (<usize>(c * TILE) << 2);
        const slope = slopes + (<usize>(c * TILE) << 2);
        const at = <usize>((j0 + c) / NR);
        for (let r = 0; r < rows; r += MR) {
          const tile = <usize>(r * NR) << 2;
          tileSet(e, rowsQ + (<usize>(r * e) << 2), 16, packedK + at * kPanel, panel + tile, NR * 4);
          tileSet(ev, rowsG + (<usize>(r * ev) << 2), 16, packedV + at * vPanel, slope + tile, NR * 4);
        }
        weigh(panel, rows4, logs, scale * LOG2_E);
        if (restricted) hide(panel, rows, i0, j0 + c, offset, keys, mask, maskRow, maskColumn);
        if (keepScale > 1) slopesWithDropout(panel, slope, rows4, deltas, i0, j0 + c, seeded, threshold, keepScale);
        else slopesOf(panel, slope, rows4, deltas);
        for (let r = 0; r < rows4; r += MR) {
          const from = slope + (<usize>(r * NR) << 2);
          const to = turned + (<usize>(r * TILE + c * MR) << 2);
          transpose4x4(from, NR * 4, to, 16);
          transpose4x4(from + 16, NR * 4, to + 64, 16);
        }
        // Keys c..c+7: two tiles of four rows of dV and dK, reading the panels' columns as their left operand.
        for (let half = 0; half < NR; half += MR) {
          const key = <usize>(j0 + c + half);
          for (let d = 0; d < ev8; d += NR) {
            tileAdd(rows, panel + (<usize>half << 2), 32, columnsG + (<usize>(d * rows) << 2), sumV + ((key * ev8 + d) << 2), <usize>ev8 << 2);
          }
          for (let d = 0; d < e8; d += NR) {
            tileAdd(rows, slope + (<usize>half << 2), 32, columnsQ + (<usize>(d * rows) << 2), sumK + ((key * e8 + d) << 2), <usize>e8 << 2);
          }
        }
      }
      for (let d = 0; d < e8; d += NR) {
        const b = columnsK + <usize>(d / NR) * kColumnsPanel + (<usize>(j0 * NR) << 2);
        for (let r = 0; r < rows; r += MR) {
          tileAdd(n, turned + (<usize>(r * TILE) << 2), 16, b, sumQ + (<usize>(r * e8 + d) << 2), <usize>e8 << 2);
        }
      }
    }
    copyScaled(sumQ, e8, rows, e, scale, dq + (<usize>(i0 * dqRow) << 2), dqRow);
  }
  copyScaled(sumK, e8, keys, e, scale, dk, dkRow);
  copyScaled(sumV, ev8, keys, ev, 1, dv, dvRow);
}

/** D = rowsum(dO * O). */
function rowSums(g: usize, gRow: i32, o: usize, oRow: i32, rows: i32, ev: i32, deltas: usize): void {
  const whole = ev & ~3;
  for (let r = 0; r < rows; r++) {
    const x = g + (<usize>(r * gRow) << 2);
    const y = o + (<usize>(r * oRow) << 2);
    let sums = f32x4.splat(0);
    let c = 0;
    for (; c < whole; c += 4) sums = madd(v128.load(x + (<usize>c << 2)), v128.load(y + (<usize>c << 2)), sums);
    let sum = sumLanes(sums);
    for (; c < ev; c++) sum += load<f32>(x + (<usize>c << 2)) * load<f32>(y + (<usize>c << 2));
    store<f32>(deltas + (<usize>r << 2), sum);
  }
}

/** Scores become weights: 2^(factor * s - lse). */
function weigh(panel: usize, rows: i32, logs: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let r = 0; r < rows; r++) {
    const log = v128.load32_splat(logs);
    v128.store(panel, exp2(f32x4.sub(f32x4.mul(v128.load(panel), f), log)));
    v128.store(panel, exp2(f32x4.sub(f32x4.mul(v128.load(panel, 16), f), log)), 16);
    panel += 32;
    logs += 4;
  }
}

/** Weights of pairs that may not meet become zero. */
function hide(
  panel: usize, rows: i32, i: i32, j: i32, offset: i32, keys: i32, mask: usize, maskRow: i32, maskColumn: i32,
): void {
  for (let r = 0; r < rows; r++) {
    const limit = visible(i + r, offset, keys) - j;
    const allowed = mask + <usize>((i + r) * maskRow + j * maskColumn);
    for (let c = 0; c < NR; c++) {
      if (c >= limit || (mask != 0 && load<u8>(allowed + <usize>(c * maskColumn)) == 0)) store<f32>(panel + (<usize>c << 2), 0);
    }
    panel += 32;
  }
}

/** dS = P * (dP - D). */
function slopesOf(panel: usize, slope: usize, rows: i32, deltas: usize): void {
  for (let r = 0; r < rows; r++) {
    const d = v128.load32_splat(deltas);
    v128.store(slope, f32x4.mul(v128.load(panel), f32x4.sub(v128.load(slope), d)));
    v128.store(slope, f32x4.mul(v128.load(panel, 16), f32x4.sub(v128.load(slope, 16), d)), 16);
    panel += 32;
    slope += 32;
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
    for (let half: usize = 0; half < 32; half += 16) {
      const m = v128.and(factor, keepKeys(seed, i + r, j + <i32>(half >> 2), limit));
      const p = v128.load(panel + half);
      v128.store(slope + half, f32x4.mul(p, f32x4.sub(f32x4.mul(m, v128.load(slope + half)), d)));
      v128.store(panel + half, f32x4.mul(m, p));
    }
    panel += 32;
    slope += 32;
    deltas += 4;
  }
}

function copyScaled(from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32): void {
  const f = f32x4.splat(factor);
  const whole = columns & ~3;
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c < whole; c += 4) v128.store(to + (<usize>c << 2), f32x4.mul(v128.load(from + (<usize>c << 2)), f));
    for (; c < columns; c++) store<f32>(to + (<usize>c << 2), load<f32>(from + (<usize>c << 2)) * factor);
    from += <usize>fromRow << 2;
    to += <usize>toRow << 2;
  }
}
