// The windows that a convolution looks at laid out as rows of a matrix, so that it becomes one product. Of all windows,
// [batch, rows, columns], a call works on the lines `from` to `to` - 1 of [batch * rows], so that the matrix of a piece stays in
// the caches. Channels come last: what a window sees of a line of the image is one run of memory, unless it is dilated.
import { jobArguments } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { Windows } from './windows';

@unmanaged
class Unfold extends Share {
  windows: Windows;
  from: i32;
  to: i32;
  x: usize;
  matrix: usize;
  /** Of the first line of the image that is added to. */
  firstLine: i32;
}

/** Row w of the matrix holds the tapsY * tapsX * channels elements of a window; zeros where it reaches over an edge. */
export function unfold(windows: usize, from: i32, to: i32, x: usize, matrix: usize): void {
  const job = changetype<Unfold>(jobArguments());
  const w = changetype<Windows>(windows);
  job.windows = w; job.from = from; job.to = to; job.x = x; job.matrix = matrix;
  share(to - from, lineElements(w) * 2, unfoldTask, true);
}

/** The reverse: adds each element to where it was copied from. */
export function fold(windows: usize, from: i32, to: i32, matrix: usize, x: usize): void {
  if (from == to) return;
  const job = changetype<Unfold>(jobArguments());
  const w = changetype<Windows>(windows);
  job.windows = w; job.from = from; job.to = to; job.x = x; job.matrix = matrix;
  // Lines of the image are the units, since several windows meet in one.
  job.firstLine = from / w.rows * w.height;
  const end = ((to - 1) / w.rows + 1) * w.height;
  share(end - job.firstLine, lineElements(w) * 2, foldTask, false);
}

/** Elements of a line of windows. */
// @ts-ignore: decorator
@inline
function lineElements(w: Windows): i32 {
  return w.columns * w.tapsY * w.tapsX * w.channels;
}

function unfoldTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Unfold>(args);
  const w = job.windows;
  const line = <usize>(w.width * w.channels) << 2;
  const run = <usize>(w.tapsX * w.channels) << 2;
  const first = firstUnit(job, task), end = endUnit(job, task);
  let to = job.matrix + <usize>first * (<usize>lineElements(w) << 2);
  for (let unit = first; unit < end; unit++) {
    const row = job.from + unit;
    const image = job.x + <usize>(row / w.rows * w.height) * line;
    const top = row % w.rows * w.strideY - w.top;
    for (let column = 0; column < w.columns; column++) {
      const left = column * w.strideX - w.left;
      for (let k = 0; k < w.tapsY; k++) {
        const y = top + k * w.dilationY;
        if (<u32>y < <u32>w.height) copyRun(w, image + <usize>y * line, left, to);
        else memory.fill(to, 0, run);
        to += run;
      }
    }
  }
}

/** What a window whose taps begin at `left` sees of a line of the image. */
// @ts-ignore: decorator
@inline
function copyRun(w: Windows, line: usize, left: i32, to: usize): void {
  const pixel = <usize>w.channels << 2;
  if (w.dilationX == 1) {
    const skipped = max(0, -left);
    const seen = max(0, min(w.tapsX, w.width - left) - skipped);
    if (seen == w.tapsX) {
      copy(<usize>seen * pixel, line + <usize>left * pixel, to);
    } else {
      memory.fill(to, 0, <usize>w.tapsX * pixel);
      if (seen) copy(<usize>seen * pixel, line + <usize>(left + skipped) * pixel, to + <usize>skipped * pixel);
    }
    return;
  }
  for (let k = 0; k < w.tapsX; k++) {
    const x = left + k * w.dilationX;
    if (<u32>x < <u32>w.width) copy(pixel, line + <usize>x * pixel, to);
    else memory.fill(to, 0, pixel);
    to += pixel;
  }
}

function foldTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Unfold>(args);
  const w = job.windows;
  const line = <usize>(w.width * w.channels) << 2;
  const run = <usize>(w.tapsX * w.channels) << 2;
  const matrixLine = <usize>lineElements(w) << 2;
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const at = job.firstLine + unit;
    const image = at / w.height, y = at % w.height;
    const to = job.x + <usize>at * line;
    for (let k = 0; k < w.tapsY; k++) {
      const reach = y + w.top - k * w.dilationY;
      if (reach < 0 || reach % w.strideY != 0) continue;
      const row = reach / w.strideY;
      const place = image * w.rows + row - job.from;
      if (row >= w.rows || <u32>place >= <u32>(job.to - job.from)) continue;
      let from = job.matrix + <usize>place * matrixLine + <usize>k * run;
      for (let column = 0; column < w.columns; column++) {
        addRun(w, from, column * w.strideX - w.left, to);
        from += <usize>w.tapsY * run;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addRun(w: Windows, from: usize, left: i32, line: usize): void {
  const pixel = <usize>w.channels << 2;
  if (w.dilationX == 1) {
    const skipped = max(0, -left);
    const seen = min(w.tapsX, w.width - left) - skipped;
    if (seen > 0) add(<usize>seen * pixel, from + <usize>skipped * pixel, line + <usize>(left + skipped) * pixel);
    return;
  }
  for (let k = 0; k < w.tapsX; k++) {
    const x = left + k * w.dilationX;
    if (<u32>x < <u32>w.width) add(pixel, from, line + <usize>x * pixel);
    from += pixel;
  }
}

// Runs are mostly short: a call of memory.copy would take longer than the loop.
// @ts-ignore: decorator
@inline
function copy(bytes: usize, from: usize, to: usize): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
}

// @ts-ignore: decorator
@inline
function add(bytes: usize, from: usize, to: usize): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}
