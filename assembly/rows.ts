// What softmax, losses and normalisation need of one dense row of n floats. Loops run over whole pairs of vectors. V8's
// revectorizer, which can join such pairs, starts from stores side by side: so sums end in the thread's pad, too. The end of
// a row is copied there, and filled up.
import { copyEnd } from './ends';
import { jobArguments, reserveScratch, scratchOf } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { expDown, madd, maxLanes, storePair, sumLanes } from './simd';

/** Sums are taken in float32 over blocks of so many elements, and in float64 over blocks. */
const BLOCK: i32 = 1024;

/** In a pad, behind the sums: room for the ends of rows. */
export const END: usize = 32;
export const PAD_BYTES: usize = 6 * 32;

type Row = (n: i32, x: usize, y: usize, out: usize, pad: usize) => void;

@unmanaged
class Rows extends Share {
  n: i32;
  x: usize;
  y: usize;
  out: usize;
  outRow: usize;
  row: i32;
}

/** Calls `row` for each of `rows` rows of x, y and out; those of `out` are `outRow` elements apart. */
export function eachRow(rows: i32, n: i32, x: usize, y: usize, out: usize, outRow: i32, row: Row, work: i32): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<Rows>(jobArguments());
  job.n = n; job.x = x; job.y = y; job.out = out;
  job.outRow = <usize>outRow << 2;
  job.row = load<i32>(changetype<usize>(row));
  share(rows, n * work, rowsTask, x != out);
}

function rowsTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Rows>(args);
  const row = <usize>job.n << 2;
  const pad = scratchOf(thread);
  const end = endUnit(job, task);
  for (let i = firstUnit(job, task); i < end; i++) {
    const at = <usize>i * row;
    call_indirect<void>(job.row, job.n, job.x + at, job.y + at, job.out + <usize>i * job.outRow, pad);
  }
}

/** The bytes of the whole pairs in a row of n floats. */
// @ts-ignore: decorator
@inline
export function wholeBytes(n: i32): usize {
  return <usize>(n & ~7) << 2;
}

/** The sum of all lanes of two vectors. */
// @ts-ignore: decorator
@inline
function sumPair(x: v128, y: v128, pad: usize): f32 {
  storePair(pad, x, y);
  return sumLanes(f32x4.add(v128.load(pad), v128.load(pad, 16)));
}

/** The largest element; -infinity for none. NaNs may be passed over. Leaves the row's end in the pad, filled with -infinity. */
export function rowMax(n: i32, x: usize, pad: usize): f32 {
  const low = f32x4.splat(-Infinity);
  const end = x + wholeBytes(n);
  let a = low, b = low, c = low, d = low;
  for (; x + 64 <= end; x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  if (x < end) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
  }
  if (n & 7) {
    copyEnd(n & 7, end, -Infinity, pad + END);
    c = f32x4.pmax(c, v128.load(pad, END));
    d = f32x4.pmax(d, v128.load(pad, END + 16));
  }
  storePair(pad, f32x4.pmax(a, c), f32x4.pmax(b, d));
  return maxLanes(f32x4.pmax(v128.load(pad), v128.load(pad, 16)));
}

/** The sum of the elements. */
export function rowSum(n: i32, x: usize, pad: usize): f64 {
  let total: f64 = 0;
  for (let left = n & ~7; left > 0; left -= BLOCK) {
    const end = x + (<usize>min(BLOCK, left) << 2);
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (; x + 64 <= end; x += 64) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    if (x < end) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      x += 32;
    }
    total += <f64>sumPair(f32x4.add(a, c), f32x4.add(b, d), pad);
  }
  if (n & 7) {
    copyEnd(n & 7, x, 0, pad + END);
    total += <f64>sumPair(v128.load(pad, END), v128.load(pad, END + 16), pad);
  }
  return total;
}

/** out = e^(x - shift) over whole pairs; their sum. `out` advances by `outStep` bytes: not at all, if nobody wants it. */
export function weigh(bytes: usize, x: usize, shift: f32, out: usize, outStep: usize, pad: usize): f64 {
  const shifts = f32x4.splat(shift);
  const last = x + bytes;
  let total: f64 = 0;
  while (x < last) {
    const end = min(last, x + BLOCK * 4);
    let sum = f32x4.splat(0), sum1 = sum;
    do {
      const e = expDown(f32x4.sub(v128.load(x), shifts)), e1 = expDown(f32x4.sub(v128.load(x, 16), shifts));
      storePair(out, e, e1);
      sum = f32x4.add(sum, e);
      sum1 = f32x4.add(sum1, e1);
      x += 32;
      out += outStep;
    } while (x < end);
    total += <f64>sumPair(sum, sum1, pad);
  }
  return total;
}

/** out = factor e^(x - shift) + b over whole pairs; b advances by `bStep` bytes. */
export function addWeights(bytes: usize, x: usize, shift: f32, factor: f32, b: usize, bStep: usize, out: usize): void {
  const shifts = f32x4.splat(shift);
  const factors = f32x4.splat(factor);
  for (const end = x + bytes; x < end; x += 32) {
    storePair(
      out,
      madd(factors, expDown(f32x4.sub(v128.load(x), shifts)), v128.load(b)),
      madd(factors, expDown(f32x4.sub(v128.load(x, 16), shifts)), v128.load(b, 16)),
    );
    b += bStep;
    out += 32;
  }
}

/** out = x factor + summand over whole pairs. */
export function scaleAndAdd(bytes: usize, x: usize, factor: f32, summand: f32, out: usize): void {
  const factors = f32x4.splat(factor);
  const summands = f32x4.splat(summand);
  for (const end = x + bytes; x < end; x += 32) {
    storePair(out, madd(v128.load(x), factors, summands), madd(v128.load(x, 16), factors, summands));
    out += 32;
  }
}
