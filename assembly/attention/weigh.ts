// Scores [query][NR keys], in rows of LEFT_ROW bytes, become weights, and the weights' gradients slopes.
import { LEFT_ROW, NR } from '../generated/tile';
import { exp2, storePair } from '../simd';
import { bitsOf } from './blockMap';
import { LOG2_E, keepKeys, rowAt } from './job';
import { ROW } from './workspace';

/** Adds the bias to scores, which are in base 2. */
export function addBias(panel: usize, rows: i32, columns: i32, bias: usize, row: i32, column: i32): void {
  for (let r = 0; r < rows; r++) {
    let from = rowAt(bias, r, row);
    for (let c = 0; c < columns; c++) {
      const at = panel + (<usize>c << 2);
      store<f32>(at, load<f32>(at) + load<f32>(from) * LOG2_E);
      from += <usize>column << 2;
    }
    panel += LEFT_ROW;
  }
}

/** Scores become weights, P = 2^(s - lse), and their gradients slopes: dS = P * (dP - D). */
export function weigh(weights: usize, slopes: usize, rows: i32, logs: usize, deltas: usize): void {
  for (let at: usize = 0; at < ROW; at += 32) weighColumns(weights + at, slopes + at, rows, logs, deltas);
}

// @ts-ignore: decorator
@inline
function weighColumns(p: usize, s: usize, rows: i32, logs: usize, deltas: usize): void {
  const end = p + <usize>rows * LEFT_ROW;
  // Two rows at a time: the exponential's chain is long.
  do {
    const log = v128.load32_splat(logs), next = v128.load32_splat(logs, 4);
    const w = exp2(f32x4.sub(v128.load(p), log)), w1 = exp2(f32x4.sub(v128.load(p, 16), log));
    const x = exp2(f32x4.sub(v128.load(p + LEFT_ROW), next)), x1 = exp2(f32x4.sub(v128.load(p + LEFT_ROW, 16), next));
    storePair(p, w, w1);
    storePair(p + LEFT_ROW, x, x1);
    const d = v128.load32_splat(deltas), e = v128.load32_splat(deltas, 4);
    storePair(s, slope(w, s, d), slope(w1, s + 16, d));
    storePair(s + LEFT_ROW, slope(x, s + LEFT_ROW, e), slope(x1, s + LEFT_ROW + 16, e));
    p += 2 * LEFT_ROW;
    s += 2 * LEFT_ROW;
    logs += 8;
    deltas += 8;
  } while (p < end);
}

// @ts-ignore: decorator
@inline
function slope(weight: v128, gradient: usize, d: v128): v128 {
  return f32x4.mul(weight, f32x4.sub(v128.load(gradient), d));
}

/** Weights and slopes of pairs that may not meet become zero: queries from `from` to `to`, keys from `c` of a tile. */
export function hide(weights: usize, slopes: usize, from: i32, to: i32, tile: usize, c: i32): void {
  const lanes = i32x4(1, 2, 4, 8);
  for (let r = from; r < to; r++) {
    const row = <usize>r * LEFT_ROW;
    for (let v = 0; v < NR; v += 4) {
      const bits = i32x4.splat(<i32>(bitsOf(tile, r) >>> <i64>(c + v)));
      const seen = i32x4.eq(v128.and(bits, lanes), lanes);
      const at = row + (<usize>v << 2);
      v128.store(weights + at, v128.and(v128.load(weights + at), seen));
      v128.store(slopes + at, v128.and(v128.load(slopes + at), seen));
    }
  }
}

/** The same for keys behind the last. */
export function clearColumns(panel: usize, rows: i32, from: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.fill(panel + (<usize>from << 2), 0, <usize>(NR - from) << 2);
    panel += LEFT_ROW;
  }
}

/** With dropout dS = P * (M dP - D), and P becomes M P, where M is the dropout's mask times its scale. */
export function weighWithDropout(
  weights: usize, slopes: usize, rows: i32, logs: usize, deltas: usize, i: i32, j: i32, seed: i32, threshold: i32, keepScale: f32,
): void {
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(keepScale);
  for (let r = 0; r < rows; r++) {
    const log = v128.load32_splat(logs), d = v128.load32_splat(deltas);
    for (let at: usize = 0; at < ROW; at += 16) {
      const m = v128.and(factor, keepKeys(seed, i + r, j + <i32>(at >> 2), limit));
      const w = exp2(f32x4.sub(v128.load(weights + at), log));
      v128.store(weights + at, f32x4.mul(m, w));
      v128.store(slopes + at, f32x4.mul(w, f32x4.sub(f32x4.mul(m, v128.load(slopes + at)), d)));
    }
    weights += LEFT_ROW;
    slopes += LEFT_ROW;
    logs += 4;
    deltas += 4;
  }
}
