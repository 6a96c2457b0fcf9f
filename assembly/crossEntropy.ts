// Cross-entropy of the rows of dense logits [rows, n] and one target a row. Of the softmax only the normalisers are kept.
import { copyEnd, storeEnd } from './ends';
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { END, PAD_BYTES, addWeights, rowSum, wholeBytes } from './rows';
import { Share, endUnit, firstUnit, share } from './share';
import { storePair } from './simd';
import { rowLogSumExp } from './softmax';

@unmanaged
class CrossEntropy extends Share {
  n: i32;
  smoothing: f32;
  ignored: i32;
  x: usize;
  targets: usize;
  normalisers: usize;
  losses: usize;
  scale: f32;
  g: usize;
  gRow: i32;
  dx: usize;
}

/**
 * losses[i] = (1 - smoothing) (normaliser - x[target]) + smoothing (normaliser - mean of x), where the normaliser is the
 * log-sum-exp of the row, kept for the backward pass; 0 where the target is `ignored`. Returns how many are not.
 */
export function crossEntropy(
  rows: i32, n: i32, smoothing: f32, ignored: i32, x: usize, targets: usize, normalisers: usize, losses: usize,
): i32 {
  reserveScratch(PAD_BYTES);
  const job = changetype<CrossEntropy>(jobArguments());
  job.n = n; job.smoothing = smoothing; job.ignored = ignored;
  job.x = x; job.targets = targets; job.normalisers = normalisers; job.losses = losses;
  share(rows, n * 8, forwardTask, true);
  let counted = 0;
  for (let i = 0; i < rows; i++) counted += i32(load<i32>(targets + (<usize>i << 2)) != ignored);
  return counted;
}

function forwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<CrossEntropy>(args);
  const n = job.n, smoothing = job.smoothing;
  const pad = scratchOf(thread);
  const end = endUnit(job, task);
  for (let i = firstUnit(job, task); i < end; i++) {
    const at = <usize>i << 2;
    const x = job.x + at * <usize>n;
    const target = load<i32>(job.targets + at);
    let loss: f32 = 0;
    if (target != job.ignored) {
      const normaliser = rowLogSumExp(n, x, pad);
      store<f32>(job.normalisers + at, normaliser);
      loss = normaliser - load<f32>(x + (<usize>target << 2));
      if (smoothing > 0) loss += smoothing * (normaliser - <f32>(rowSum(n, x, pad) / <f64>n) - loss);
    }
    store<f32>(job.losses + at, loss);
  }
}

/**
 * dx = scale g (softmax(x) - (1 - smoothing) [target] - smoothing / n), and 0 in ignored rows. g has a stride from row to
 * row in elements: 0 where one gradient serves all.
 */
export function crossEntropyBackward(
  rows: i32, n: i32, smoothing: f32, ignored: i32, scale: f32,
  x: usize, targets: usize, normalisers: usize, g: usize, gRow: i32, dx: usize,
): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<CrossEntropy>(jobArguments());
  job.n = n; job.smoothing = smoothing; job.ignored = ignored; job.scale = scale;
  job.x = x; job.targets = targets; job.normalisers = normalisers; job.g = g; job.gRow = gRow; job.dx = dx;
  share(rows, n * 8, backwardTask, true);
}

function backwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<CrossEntropy>(args);
  const n = job.n, whole = wholeBytes(n);
  const pad = scratchOf(thread);
  const xEnd = pad + END;
  const end = endUnit(job, task);
  for (let i = firstUnit(job, task); i < end; i++) {
    const at = <usize>i << 2;
    const x = job.x + at * <usize>n, dx = job.dx + at * <usize>n;
    const target = load<i32>(job.targets + at);
    if (target == job.ignored) {
      memory.fill(dx, 0, <usize>n << 2);
      continue;
    }
    const weight = job.scale * load<f32>(job.g + (<usize>(i * job.gRow) << 2));
    const shift = load<f32>(job.normalisers + at);
    const even = f32x4.splat(-weight * job.smoothing / <f32>n);
    storePair(pad, even, even);
    addWeights(whole, x, shift, weight, pad, 0, dx);
    if (n & 7) {
      copyEnd(n & 7, x + whole, 0, xEnd);
      addWeights(32, xEnd, shift, weight, pad, 0, xEnd);
      storeEnd(n & 7, xEnd, dx + whole);
    }
    const hit = dx + (<usize>target << 2);
    store<f32>(hit, load<f32>(hit) - weight * (1 - job.smoothing));
  }
}
