// Softmax over the rows of dense [rows, n], and its backward pass.
import { log } from './functions';
import { copyEnd, storeEnd } from './ends';
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { END, PAD_BYTES, addWeights, eachRow, rowMax, rowSum, scaleAndAdd, weigh, wholeBytes } from './rows';
import { Share, endUnit, firstUnit, share } from './share';
import { loadMask, madd, storePair, sumLanes } from './simd';

/** A row of -infinity, or none, becomes zeros. `out` may be `x`. */
function softmaxRow(n: i32, x: usize, y: usize, out: usize, pad: usize): void {
  const max = rowMax(n, x, pad);
  if (max == -Infinity) {
    memory.fill(out, 0, <usize>n << 2);
    return;
  }
  const whole = wholeBytes(n);
  const end = pad + END;
  let total = weigh(whole, x, max, out, 32, pad);
  if (n & 7) total += weigh(32, end, max, end, 32, pad);
  const factor = <f32>(1.0 / total);
  scaleAndAdd(whole, out, factor, 0, out);
  if ((n & 7) == 0) return;
  scaleAndAdd(32, end, factor, 0, end);
  storeEnd(n & 7, end, out + whole);
}

export function softmax(rows: i32, n: i32, x: usize, out: usize): void {
  eachRow(rows, n, x, x, out, n, softmaxRow, 8);
}

@unmanaged
class MaskedSoftmax extends Share {
  n: i32;
  x: usize;
  mask: usize;
  maskRow: i32;
  maskColumn: i32;
  out: usize;
}

/** Where the mask, of bytes with a stride from row to row and from column to column, is 0, the weight is 0. */
export function maskedSoftmax(rows: i32, n: i32, x: usize, mask: usize, maskRow: i32, maskColumn: i32, out: usize): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<MaskedSoftmax>(jobArguments());
  job.n = n; job.x = x; job.mask = mask; job.maskRow = maskRow; job.maskColumn = maskColumn; job.out = out;
  share(rows, n * 10, maskedSoftmaxTask, true);
}

function maskedSoftmaxTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<MaskedSoftmax>(args);
  const n = job.n;
  const end = endUnit(job, task);
  for (let i = firstUnit(job, task); i < end; i++) {
    const at = <usize>i * (<usize>n << 2);
    const out = job.out + at;
    maskScores(n, job.x + at, job.mask + <usize>i * <usize>job.maskRow, job.maskColumn, out);
    softmaxRow(n, out, out, out, scratchOf(thread));
  }
}

/** out = mask ? x : -infinity. */
function maskScores(n: i32, x: usize, mask: usize, maskColumn: i32, out: usize): void {
  const low = f32x4.splat(-Infinity);
  let j = 0;
  if (maskColumn == 1) {
    for (; j + 4 <= n; j += 4) {
      v128.store(out, v128.bitselect(v128.load(x), low, loadMask(mask)));
      x += 16;
      out += 16;
      mask += 4;
    }
  }
  for (; j < n; j++) {
    store<f32>(out, load<u8>(mask) ? load<f32>(x) : -Infinity);
    x += 4;
    out += 4;
    mask += maskColumn;
  }
}

/** out = y (g - sum of y g), for masked softmax too: where y is 0, so is the gradient. */
export function softmaxBackward(rows: i32, n: i32, y: usize, g: usize, out: usize): void {
  eachRow(rows, n, y, g, out, n, softmaxBackwardRow, 2);
}

function softmaxBackwardRow(n: i32, y: usize, g: usize, out: usize, pad: usize): void {
  const whole = wholeBytes(n);
  const yEnd = pad + END, gEnd = yEnd + 32;
  let dot = sumOfProducts(whole, y, g, pad);
  if (n & 7) {
    copyEnd(n & 7, y + whole, 0, yEnd);
    copyEnd(n & 7, g + whole, 0, gEnd);
    dot += sumOfProducts(32, yEnd, gEnd, pad);
    timesDifference(32, yEnd, gEnd, dot, yEnd);
    storeEnd(n & 7, yEnd, out + whole);
  }
  timesDifference(whole, y, g, dot, out);
}

function sumOfProducts(bytes: usize, y: usize, g: usize, pad: usize): f32 {
  let a = f32x4.splat(0), b = a;
  for (const end = y + bytes; y < end; y += 32) {
    a = madd(v128.load(y), v128.load(g), a);
    b = madd(v128.load(y, 16), v128.load(g, 16), b);
    g += 32;
  }
  storePair(pad, a, b);
  return sumLanes(f32x4.add(v128.load(pad), v128.load(pad, 16)));
}

/** out = y (g - dot). */
function timesDifference(bytes: usize, y: usize, g: usize, dot: f32, out: usize): void {
  const dots = f32x4.splat(dot);
  for (const end = y + bytes; y < end; y += 32) {
    storePair(
      out,
      f32x4.mul(v128.load(y), f32x4.sub(v128.load(g), dots)),
      f32x4.mul(v128.load(y, 16), f32x4.sub(v128.load(g, 16), dots)),
    );
    g += 32;
    out += 32;
  }
}

/**
 * max + log of the sum of e^(x - max), a row's normaliser; -infinity for a row of -infinity. Leaves the row's end in the pad,
 * as rowMax does.
 */
export function rowLogSumExp(n: i32, x: usize, pad: usize): f32 {
  const max = rowMax(n, x, pad);
  if (max == -Infinity) return max;
  // The weights themselves are written over one another.
  const out = pad + END + 32;
  let total = weigh(wholeBytes(n), x, max, out, 0, pad);
  if (n & 7) total += weigh(32, pad + END, max, out, 0, pad);
  return max + f32x4.extract_lane(log(f32x4.splat(<f32>total)), 0);
}

export function logSumExp(rows: i32, n: i32, x: usize, out: usize): void {
  eachRow(rows, n, x, x, out, 1, logSumExpRow, 7);
}

function logSumExpRow(n: i32, x: usize, y: usize, out: usize, pad: usize): void {
  store<f32>(out, rowLogSumExp(n, x, pad));
}

/** out = x - log of the sum of e^x; -infinity throughout for a row of -infinity. */
export function logSoftmax(rows: i32, n: i32, x: usize, out: usize): void {
  eachRow(rows, n, x, x, out, n, logSoftmaxRow, 8);
}

function logSoftmaxRow(n: i32, x: usize, y: usize, out: usize, pad: usize): void {
  const normaliser = rowLogSumExp(n, x, pad);
  const summand: f32 = normaliser == -Infinity ? 0 : -normaliser;
  const whole = wholeBytes(n), end = pad + END;
  scaleAndAdd(whole, x, 1, summand, out);
  if ((n & 7) == 0) return;
  scaleAndAdd(32, end, 1, summand, end);
  storeEnd(n & 7, end, out + whole);
}

/** out = g - e^y times the sum of g. */
export function logSoftmaxBackward(rows: i32, n: i32, y: usize, g: usize, out: usize): void {
  eachRow(rows, n, y, g, out, n, logSoftmaxBackwardRow, 8);
}

function logSoftmaxBackwardRow(n: i32, y: usize, g: usize, out: usize, pad: usize): void {
  const factor = -<f32>rowSum(n, g, pad);
  const yEnd = pad + END, gEnd = yEnd + 32;
  const whole = wholeBytes(n);
  addWeights(whole, y, 0, factor, g, 32, out);
  if (n & 7) {
    copyEnd(n & 7, y + whole, 0, yEnd);
    copyEnd(n & 7, g + whole, 0, gEnd);
    addWeights(32, yEnd, 0, factor, gEnd, 32, yEnd);
    storeEnd(n & 7, yEnd, out + whole);
  }
}
