// Softmax over the rows of dense [rows, n], and its backward pass.
import { log } from './functions';
import { BLOCK, rowMax, rowSum, sumExp } from './rows';
import { expDown, loadMask, loadPart, loadPartOr, madd, storePart, sumLanes } from './simd';

/** A row of -infinity, or none, becomes zeros. `out` may be `x`. */
function softmaxRow(n: i32, x: usize, out: usize): void {
  const max = rowMax(n, x);
  if (max == -Infinity) {
    memory.fill(out, 0, <usize>n << 2);
    return;
  }
  const shift = f32x4.splat(max);
  let total: f64 = 0;
  let q = out;
  for (let left = n & ~3; left > 0; left -= BLOCK) {
    const end = x + (<usize>min(BLOCK, left) << 2);
    let sums = f32x4.splat(0);
    for (; x < end; x += 16) {
      const e = expDown(f32x4.sub(v128.load(x), shift));
      v128.store(q, e);
      sums = f32x4.add(sums, e);
      q += 16;
    }
    total += <f64>sumLanes(sums);
  }
  const rest = n & 3;
  if (rest) {
    const e = expDown(f32x4.sub(loadPartOr(x, rest, f32x4.splat(-Infinity)), shift));
    storePart(q, e, rest);
    total += <f64>sumLanes(e);
  }
  scaleRow(n, out, <f32>(1.0 / total));
}

// @ts-ignore: decorator
@inline
function scaleRow(n: i32, x: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = x + (<usize>(n & ~3) << 2);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factors));
  if (n & 3) storePart(x, f32x4.mul(loadPart(x, n & 3), factors), n & 3);
}

export function softmax(rows: i32, n: i32, x: usize, out: usize): void {
  const row = <usize>n << 2;
  for (let i = 0; i < rows; i++) {
    softmaxRow(n, x, out);
    x += row;
    out += row;
  }
}

/** Where the mask, of bytes with a stride from row to row and from column to column, is 0, the weight is 0. */
export function maskedSoftmax(rows: i32, n: i32, x: usize, mask: usize, maskRow: i32, maskColumn: i32, out: usize): void {
  const row = <usize>n << 2;
  for (let i = 0; i < rows; i++) {
    maskScores(n, x, mask, maskColumn, out);
    softmaxRow(n, out, out);
    x += row;
    out += row;
    mask += maskRow;
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
  const whole = <usize>(n & ~3) << 2;
  const rest = n & 3;
  for (let i = 0; i < rows; i++) {
    let a = f32x4.splat(0), b = a;
    let j: usize = 0;
    for (; j + 32 <= whole; j += 32) {
      a = madd(v128.load(y + j), v128.load(g + j), a);
      b = madd(v128.load(y + j, 16), v128.load(g + j, 16), b);
    }
    for (; j < whole; j += 16) a = madd(v128.load(y + j), v128.load(g + j), a);
    if (rest) b = madd(loadPart(y + whole, rest), loadPart(g + whole, rest), b);
    const dot = f32x4.splat(sumLanes(f32x4.add(a, b)));
    for (let k: usize = 0; k < whole; k += 16) {
      v128.store(out + k, f32x4.mul(v128.load(y + k), f32x4.sub(v128.load(g + k), dot)));
    }
    if (rest) {
      storePart(out + whole, f32x4.mul(loadPart(y + whole, rest), f32x4.sub(loadPart(g + whole, rest), dot)), rest);
    }
    y += <usize>n << 2;
    g += <usize>n << 2;
    out += <usize>n << 2;
  }
}

/** max + log of the sum of e^(x - max), a row's normaliser; -infinity for a row of -infinity. */
export function logSumExpRow(n: i32, x: usize): f32 {
  const max = rowMax(n, x);
  if (max == -Infinity) return max;
  return max + f32x4.extract_lane(log(f32x4.splat(<f32>sumExp(n, x, max))), 0);
}

export function logSumExp(rows: i32, n: i32, x: usize, out: usize): void {
  for (let i = 0; i < rows; i++) {
    store<f32>(out, logSumExpRow(n, x));
    x += <usize>n << 2;
    out += 4;
  }
}

/** out = x - log of the sum of e^x; -infinity throughout for a row of -infinity. */
export function logSoftmax(rows: i32, n: i32, x: usize, out: usize): void {
  for (let i = 0; i < rows; i++) {
    const end = x + (<usize>(n & ~3) << 2);
    const normaliser = logSumExpRow(n, x);
    const shift = f32x4.splat(normaliser == -Infinity ? 0 : normaliser);
    for (; x < end; x += 16) {
      v128.store(out, f32x4.sub(v128.load(x), shift));
      out += 16;
    }
    const rest = n & 3;
    if (rest) storePart(out, f32x4.sub(loadPart(x, rest), shift), rest);
    x += <usize>rest << 2;
    out += <usize>rest << 2;
  }
}

/** out = g - e^y times the sum of g. */
export function logSoftmaxBackward(rows: i32, n: i32, y: usize, g: usize, out: usize): void {
  for (let i = 0; i < rows; i++) {
    const end = y + (<usize>(n & ~3) << 2);
    const total = f32x4.splat(<f32>rowSum(n, g));
    for (; y < end; y += 16) {
      v128.store(out, f32x4.sub(v128.load(g), f32x4.mul(expDown(v128.load(y)), total)));
      g += 16;
      out += 16;
    }
    const rest = n & 3;
    if (rest) storePart(out, f32x4.sub(loadPart(g, rest), f32x4.mul(expDown(loadPart(y, rest)), total)), rest);
    y += <usize>rest << 2;
    g += <usize>rest << 2;
    out += <usize>rest << 2;
  }
}
