// Softmax over the entries of each row of a sparse matrix in compressed rows, for H heads at once, x [entries, H], and its
// backward pass. Lanes are heads.
import { jobArguments } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { expDown, loadPart, storePart } from './simd';

@unmanaged
class Softmax extends Share {
  H: i32;
  offsets: usize;
  x: usize;
  g: usize;
  out: usize;
}

/** Of one row and up to four heads: its first entry, how many there are, bytes from one to the next, and how many heads. */
type Lanes = (count: i32, step: usize, heads: i32, x: usize, g: usize, out: usize) => void;

function eachSegment(task: i32, args: usize, lanes: Lanes): void {
  const job = changetype<Softmax>(args);
  const H = job.H;
  const step = <usize>H << 2;
  const last = endUnit(job, task);
  for (let i = firstUnit(job, task); i < last; i++) {
    const offsets = job.offsets + (<usize>i << 2);
    const first = load<i32>(offsets);
    const count = load<i32>(offsets, 4) - first;
    for (let h = 0; h < H; h += 4) {
      const at = (<usize>first * step) + (<usize>h << 2);
      lanes(count, step, min(4, H - h), job.x + at, job.g + at, job.out + at);
    }
  }
}

function run(
  rows: i32, H: i32, offsets: usize, x: usize, g: usize, out: usize, work: i32,
  task: (task: i32, args: usize, thread: i32) => void,
): void {
  if (rows == 0) return;
  const job = changetype<Softmax>(jobArguments());
  job.H = H; job.offsets = offsets;
  job.x = x; job.g = g; job.out = out;
  share(rows, (load<i32>(offsets + (<usize>rows << 2)) / rows + 1) * (H + 4) * work, task, true);
}

// @ts-ignore: decorator
@inline
function read(p: usize, heads: i32): v128 {
  return heads == 4 ? v128.load(p) : loadPart(p, heads);
}

// @ts-ignore: decorator
@inline
function write(p: usize, x: v128, heads: i32): void {
  if (heads == 4) v128.store(p, x);
  else storePart(p, x, heads);
}

/** out = e^x / the sum of e^x over the row; zeros for a row of -infinity. */
export function sparseSoftmax(rows: i32, H: i32, offsets: usize, x: usize, out: usize): void {
  run(rows, H, offsets, x, x, out, 10, softmaxTask);
}

function softmaxTask(task: i32, args: usize, thread: i32): void {
  eachSegment(task, args, softmaxLanes);
}

function softmaxLanes(count: i32, step: usize, heads: i32, x: usize, g: usize, out: usize): void {
  const end = x + <usize>count * step;
  // Not -infinity, from which -infinity could not be subtracted.
  let max = f32x4.splat(-f32.MAX_VALUE);
  for (let p = x; p < end; p += step) max = f32x4.pmax(max, read(p, heads));
  let low = f64x2.splat(0), high = low;
  let to = out;
  for (let p = x; p < end; p += step) {
    const weight = expDown(f32x4.sub(read(p, heads), max));
    low = f64x2.add(low, f64x2.promote_low_f32x4(weight));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(weight, weight, 2, 3, 0, 1)));
    write(to, weight, heads);
    to += step;
  }
  const total = joined(low, high);
  const factor = v128.andnot(f32x4.div(f32x4.splat(1), total), f32x4.eq(total, f32x4.splat(0)));
  for (let p = out; p < to; p += step) write(p, f32x4.mul(read(p, heads), factor), heads);
}

/** Four sums of float64 as float32. */
// @ts-ignore: decorator
@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** out = y (g - the sum of y g over the row). */
export function sparseSoftmaxBackward(rows: i32, H: i32, offsets: usize, y: usize, g: usize, out: usize): void {
  run(rows, H, offsets, y, g, out, 2, backwardTask);
}

function backwardTask(task: i32, args: usize, thread: i32): void {
  eachSegment(task, args, backwardLanes);
}

function backwardLanes(count: i32, step: usize, heads: i32, y: usize, g: usize, out: usize): void {
  const end = y + <usize>count * step;
  let low = f64x2.splat(0), high = low;
  for (let p = y, q = g; p < end; p += step, q += step) {
    const product = f32x4.mul(read(p, heads), read(q, heads));
    low = f64x2.add(low, f64x2.promote_low_f32x4(product));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(product, product, 2, 3, 0, 1)));
  }
  const sum = joined(low, high);
  for (let p = y; p < end; p += step) {
    write(out, f32x4.mul(read(p, heads), f32x4.sub(read(g, heads), sum)), heads);
    g += step;
    out += step;
  }
}
