// Sums over one axis of [outer, n, inner], all dense. Long sums are cut into blocks, whose sums are then added in order:
// rounding errors stay small, and the result is the same however blocks are shared.
import { jobArguments, reserveCommon, reserveScratch, scratchOf } from './parallel';
import { PAD_BYTES, rowSum } from './rows';
import { Share, endUnit, firstUnit, share } from './share';
import { storePair } from './simd';

/** Elements of a block of a sum over the last axis. */
const LENGTH: i32 = 16384;
/** Rows and columns of a block of other sums. */
const ROWS: i32 = 256;
const COLUMNS: i32 = 4096;

@unmanaged
class Sum extends Share {
  n: i32;
  inner: i32;
  x: usize;
  out: usize;
  /** Along the axis that is summed, and along `inner`. */
  blocks: i32;
  strips: i32;
  /** The sums of blocks: float64 [outer, blocks], or float32 [outer, blocks, inner]. */
  parts: usize;
}

/** out[outer, inner] = sum over n. */
export function sum(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  reserveScratch(PAD_BYTES);
  const job = changetype<Sum>(jobArguments());
  job.n = n; job.inner = inner; job.x = x; job.out = out;
  if (inner == 1) sumLast(job, outer);
  else sumOther(job, outer);
}

function sumLast(job: Sum, outer: i32): void {
  const blocks = max(1, (job.n + LENGTH - 1) / LENGTH);
  job.blocks = blocks;
  if (blocks > 1) job.parts = reserveCommon(<usize>(outer * blocks) << 3);
  share(outer * blocks, min(job.n, LENGTH), lastTask, true);
  if (blocks == 1) return;
  for (let i = 0; i < outer; i++) {
    let total: f64 = 0;
    for (let b = 0; b < blocks; b++) total += load<f64>(job.parts + (<usize>(i * blocks + b) << 3));
    store<f32>(job.out + (<usize>i << 2), <f32>total);
  }
}

function lastTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Sum>(args);
  const pad = scratchOf(thread);
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const from = unit % job.blocks * LENGTH;
    const x = job.x + ((<usize>(unit / job.blocks) * <usize>job.n + <usize>from) << 2);
    const total = rowSum(min(LENGTH, job.n - from), x, pad);
    if (job.blocks == 1) store<f32>(job.out + (<usize>unit << 2), <f32>total);
    else store<f64>(job.parts + (<usize>unit << 3), total);
  }
}

function sumOther(job: Sum, outer: i32): void {
  const inner = job.inner;
  job.blocks = max(1, (job.n + ROWS - 1) / ROWS);
  job.strips = (inner + COLUMNS - 1) / COLUMNS;
  job.parts = job.blocks == 1 ? job.out : reserveCommon(<usize>(outer * job.blocks) * (<usize>inner << 2));
  share(outer * job.blocks * job.strips, min(job.n, ROWS) * min(inner, COLUMNS), blockTask, true);
  if (job.blocks == 1) return;
  const row = <usize>inner << 2;
  for (let i = 0; i < outer; i++) {
    sumRows(job.blocks, inner, job.parts + <usize>(i * job.blocks) * row, row, job.out + <usize>i * row);
  }
}

function blockTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Sum>(args);
  const row = <usize>job.inner << 2;
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const block = unit / job.strips;
    const from = block % job.blocks * ROWS;
    const column = unit % job.strips * COLUMNS;
    const x = job.x + (<usize>(block / job.blocks) * <usize>job.n + <usize>from) * row + (<usize>column << 2);
    const rows = min(ROWS, job.n - from);
    sumRows(rows, min(COLUMNS, job.inner - column), x, row, job.parts + <usize>block * row + (<usize>column << 2));
  }
}

/** out[columns] = the sum of n rows that are `row` bytes apart. Four at a time, so that `out` is rounded less often. */
export function sumRows(n: i32, columns: i32, x: usize, row: usize, out: usize): void {
  memory.fill(out, 0, <usize>columns << 2);
  const whole = <usize>(columns & ~7) << 2;
  const end = <usize>columns << 2;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const b = x + row, c = b + row, d = c + row;
    let k: usize = 0;
    for (; k < whole; k += 32) {
      const low = f32x4.add(f32x4.add(v128.load(x + k), v128.load(b + k)), f32x4.add(v128.load(c + k), v128.load(d + k)));
      const high = f32x4.add(
        f32x4.add(v128.load(x + k, 16), v128.load(b + k, 16)),
        f32x4.add(v128.load(c + k, 16), v128.load(d + k, 16)),
      );
      storePair(out + k, f32x4.add(v128.load(out + k), low), f32x4.add(v128.load(out + k, 16), high));
    }
    for (; k < end; k += 4) {
      const low = (load<f32>(x + k) + load<f32>(b + k)) + (load<f32>(c + k) + load<f32>(d + k));
      store<f32>(out + k, load<f32>(out + k) + low);
    }
    x = d + row;
  }
  for (; j < n; j++) {
    let k: usize = 0;
    for (; k < whole; k += 32) {
      const low = f32x4.add(v128.load(out + k), v128.load(x + k));
      const high = f32x4.add(v128.load(out + k, 16), v128.load(x + k, 16));
      storePair(out + k, low, high);
    }
    for (; k < end; k += 4) store<f32>(out + k, load<f32>(out + k) + load<f32>(x + k));
    x += row;
  }
}
