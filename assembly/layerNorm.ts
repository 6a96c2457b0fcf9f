// Layer normalisation over the rows of dense [rows, n]: y = (x - mean) / sqrt(variance + eps) * gamma + beta, and RMS
// normalisation, the same without mean and beta, for which the pointers to them are 0. For the backward passes there stay a
// mean and the inverse of the deviation of each row.
import { copyEnd, storeEnd } from './ends';
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { END, PAD_BYTES, rowSum, wholeBytes } from './rows';
import { Share, endUnit, firstUnit, share } from './share';
import { madd, storePair, sumLanes } from './simd';

@unmanaged
class LayerNorm extends Share {
  n: i32;
  eps: f32;
  x: usize;
  gamma: usize;
  beta: usize;
  means: usize;
  scales: usize;
  out: usize;
}

export function layerNorm(
  rows: i32, n: i32, eps: f32, x: usize, gamma: usize, beta: usize, means: usize, scales: usize, out: usize,
): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<LayerNorm>(jobArguments());
  job.n = n; job.eps = eps; job.x = x; job.gamma = gamma; job.beta = beta; job.means = means; job.scales = scales;
  job.out = out;
  share(rows, n * 3, rowsTask, true);
}

export function rmsNorm(rows: i32, n: i32, eps: f32, x: usize, gamma: usize, scales: usize, out: usize): void {
  layerNorm(rows, n, eps, x, gamma, 0, 0, scales, out);
}

function rowsTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<LayerNorm>(args);
  const end = endUnit(job, task);
  for (let i = firstUnit(job, task); i < end; i++) normaliseRow(job, i, scratchOf(thread));
}

function normaliseRow(job: LayerNorm, i: i32, pad: usize): void {
  const n = job.n, rest = n & 7, whole = wholeBytes(n);
  const at = <usize>i << 2;
  const x = job.x + at * <usize>n, out = job.out + at * <usize>n;
  const mean: f32 = job.means ? <f32>(rowSum(n, x, pad) / <f64>n) : 0;
  const scale = <f32>1 / sqrt<f32>(squares(n, x, mean, pad) / <f32>n + job.eps);
  if (job.means) store<f32>(job.means + at, mean);
  store<f32>(job.scales + at, scale);
  // Zeros stand in for a beta that is not there.
  const beta = job.beta ? job.beta : copyEnd(0, 0, 0, pad);
  normalise(whole, x, mean, scale, job.gamma, beta, job.beta ? 32 : 0, out);
  if (rest == 0) return;
  const xEnd = copyEnd(rest, x + whole, 0, pad + END);
  const gammaEnd = copyEnd(rest, job.gamma + whole, 0, xEnd + 32);
  const betaEnd = copyEnd(job.beta ? rest : 0, job.beta + whole, 0, gammaEnd + 32);
  normalise(32, xEnd, mean, scale, gammaEnd, betaEnd, 0, xEnd);
  storeEnd(rest, xEnd, out + whole);
}

/** The sum of (x - mean)^2. */
function squares(n: i32, x: usize, mean: f32, pad: usize): f32 {
  const shift = f32x4.splat(mean);
  let a = f32x4.splat(0), a1 = a, b = a, b1 = a;
  const end = x + wholeBytes(n);
  for (; x + 64 <= end; x += 64) {
    const d = f32x4.sub(v128.load(x), shift), d1 = f32x4.sub(v128.load(x, 16), shift);
    const e = f32x4.sub(v128.load(x, 32), shift), e1 = f32x4.sub(v128.load(x, 48), shift);
    a = madd(d, d, a);
    a1 = madd(d1, d1, a1);
    b = madd(e, e, b);
    b1 = madd(e1, e1, b1);
  }
  if (x < end) {
    const d = f32x4.sub(v128.load(x), shift), d1 = f32x4.sub(v128.load(x, 16), shift);
    a = madd(d, d, a);
    a1 = madd(d1, d1, a1);
    x += 32;
  }
  storePair(pad, f32x4.add(a, b), f32x4.add(a1, b1));
  let total = sumLanes(f32x4.add(v128.load(pad), v128.load(pad, 16)));
  for (let i = n & 7; i > 0; i--) {
    const d = load<f32>(x) - mean;
    total += d * d;
    x += 4;
  }
  return total;
}

/** out = (x - mean) scale gamma + beta, over whole pairs. */
function normalise(
  bytes: usize, x: usize, mean: f32, scale: f32, gamma: usize, beta: usize, betaStep: usize, out: usize,
): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale);
  for (const end = x + bytes; x < end; x += 32) {
    const h = f32x4.mul(f32x4.sub(v128.load(x), m), s), h1 = f32x4.mul(f32x4.sub(v128.load(x, 16), m), s);
    storePair(out, madd(h, v128.load(gamma), v128.load(beta)), madd(h1, v128.load(gamma, 16), v128.load(beta, 16)));
    gamma += 32;
    beta += betaStep;
    out += 32;
  }
}
