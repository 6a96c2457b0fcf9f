// The backward passes of layer and RMS normalisation, from what the forward ones left of each row.
import { copyEnd, storeEnd } from './ends';
import { jobArguments, reserveCommon, reserveScratch, scratchOf } from './parallel';
import { sumRows } from './reduce';
import { PAD_BYTES, wholeBytes } from './rows';
import { Share, endUnit, firstUnit, share } from './share';
import { madd, storePair, sumLanes } from './simd';

/** Rows whose parts of the gradients of gamma and beta are added up together. */
const BLOCK: i32 = 64;

@unmanaged
class LayerNormBackward extends Share {
  rows: i32;
  n: i32;
  x: usize;
  gamma: usize;
  means: usize;
  scales: usize;
  g: usize;
  dx: usize;
  /** [blocks, 2, n]: of gamma's and beta's gradients. */
  parts: usize;
}

/**
 * dx, dGamma and dBeta. With g' = g gamma and h = (x - mean) scale, dx = scale (g' - mean of g' - h mean of g' h); without
 * the second term where the mean was not taken off.
 */
export function layerNormBackward(
  rows: i32, n: i32, x: usize, gamma: usize, means: usize, scales: usize, g: usize, dx: usize, dGamma: usize, dBeta: usize,
): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<LayerNormBackward>(jobArguments());
  job.rows = rows; job.n = n; job.x = x; job.gamma = gamma; job.means = means; job.scales = scales; job.g = g; job.dx = dx;
  const part = partBytes(n);
  const blocks = (rows + BLOCK - 1) / BLOCK;
  job.parts = reserveCommon(<usize>blocks * 2 * part);
  share(blocks, min(rows, BLOCK) * n * 5, blocksTask, true);
  sumRows(blocks, n, job.parts, 2 * part, dGamma);
  if (dBeta) sumRows(blocks, n, job.parts + part, 2 * part, dBeta);
}

export function rmsNormBackward(
  rows: i32, n: i32, x: usize, gamma: usize, scales: usize, g: usize, dx: usize, dGamma: usize,
): void {
  layerNormBackward(rows, n, x, gamma, 0, scales, g, dx, dGamma, 0);
}

/** Room for a row of n floats in whole pairs. */
// @ts-ignore: decorator
@inline
function partBytes(n: i32): usize {
  return <usize>((n + 7) & ~7) << 2;
}

function blocksTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LayerNormBackward>(args);
  const end = endUnit(job, task);
  for (let block = firstUnit(job, task); block < end; block++) {
    const part = job.parts + <usize>block * 2 * partBytes(job.n);
    memory.fill(part, 0, 2 * partBytes(job.n));
    const last = min(job.rows, (block + 1) * BLOCK);
    for (let i = block * BLOCK; i < last; i++) backwardRow(job, i, part, scratchOf(thread));
  }
}

function backwardRow(job: LayerNormBackward, i: i32, dGamma: usize, pad: usize): void {
  const n = job.n, rest = n & 7, whole = wholeBytes(n);
  const at = <usize>i << 2;
  const x = job.x + at * <usize>n, g = job.g + at * <usize>n, dx = job.dx + at * <usize>n;
  const mean: f32 = job.means ? load<f32>(job.means + at) : 0;
  const scale = load<f32>(job.scales + at);
  const gamma = job.gamma, dBeta = dGamma + partBytes(n);
  const dots = pad + 32, xEnd = pad + 64, gEnd = pad + 96, gammaEnd = pad + 128;
  const zero = f32x4.splat(0);
  storePair(pad, zero, zero);
  storePair(dots, zero, zero);
  addMoments(whole, x, mean, scale, gamma, g, pad, dots);
  if (rest) {
    copyEnd(rest, x + whole, 0, xEnd);
    copyEnd(rest, g + whole, 0, gEnd);
    copyEnd(rest, gamma + whole, 0, gammaEnd);
    addMoments(32, xEnd, mean, scale, gammaEnd, gEnd, pad, dots);
  }
  const meanG: f32 = job.means ? sumEight(pad) / <f32>n : 0;
  const meanDot = sumEight(dots) / <f32>n;
  propagate(whole, x, mean, scale, gamma, g, meanG, meanDot, dx, dGamma, dBeta);
  if (rest) {
    propagate(32, xEnd, mean, scale, gammaEnd, gEnd, meanG, meanDot, xEnd, dGamma + whole, dBeta + whole);
    storeEnd(rest, xEnd, dx + whole);
  }
}

// @ts-ignore: decorator
@inline
function sumEight(at: usize): f32 {
  return sumLanes(f32x4.add(v128.load(at), v128.load(at, 16)));
}

/** Adds g' and g' h to eight sums each. */
function addMoments(
  bytes: usize, x: usize, mean: f32, scale: f32, gamma: usize, g: usize, sums: usize, dots: usize,
): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale);
  let sum = v128.load(sums), sum1 = v128.load(sums, 16);
  let dot = v128.load(dots), dot1 = v128.load(dots, 16);
  for (const end = x + bytes; x < end; x += 32) {
    const scaled = f32x4.mul(v128.load(g), v128.load(gamma)), scaled1 = f32x4.mul(v128.load(g, 16), v128.load(gamma, 16));
    const h = f32x4.mul(f32x4.sub(v128.load(x), m), s), h1 = f32x4.mul(f32x4.sub(v128.load(x, 16), m), s);
    sum = f32x4.add(sum, scaled);
    sum1 = f32x4.add(sum1, scaled1);
    dot = madd(scaled, h, dot);
    dot1 = madd(scaled1, h1, dot1);
    g += 32;
    gamma += 32;
  }
  storePair(sums, sum, sum1);
  storePair(dots, dot, dot1);
}

/** dx, over whole pairs; adds g h to dGamma and g to dBeta. */
function propagate(
  bytes: usize, x: usize, mean: f32, scale: f32, gamma: usize, g: usize, meanG: f32, meanDot: f32,
  dx: usize, dGamma: usize, dBeta: usize,
): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale), mg = f32x4.splat(meanG), md = f32x4.splat(meanDot);
  for (const end = x + bytes; x < end; x += 32) {
    const given = v128.load(g), given1 = v128.load(g, 16);
    const h = f32x4.mul(f32x4.sub(v128.load(x), m), s), h1 = f32x4.mul(f32x4.sub(v128.load(x, 16), m), s);
    const rest = f32x4.sub(f32x4.mul(given, v128.load(gamma)), mg);
    const rest1 = f32x4.sub(f32x4.mul(given1, v128.load(gamma, 16)), mg);
    const toGamma = madd(given, h, v128.load(dGamma)), toGamma1 = madd(given1, h1, v128.load(dGamma, 16));
    const toBeta = f32x4.add(given, v128.load(dBeta)), toBeta1 = f32x4.add(given1, v128.load(dBeta, 16));
    storePair(dx, f32x4.mul(s, f32x4.sub(rest, f32x4.mul(h, md))), f32x4.mul(s, f32x4.sub(rest1, f32x4.mul(h1, md))));
    storePair(dGamma, toGamma, toGamma1);
    storePair(dBeta, toBeta, toBeta1);
    gamma += 32;
    g += 32;
    dx += 32;
    dGamma += 32;
    dBeta += 32;
  }
}
