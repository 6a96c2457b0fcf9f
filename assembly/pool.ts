// The largest element, or the mean, of each window, channel by channel. What lies over the edges does not count.
import { jobArguments } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { Windows } from './windows';

@unmanaged
class Pool extends Share {
  windows: Windows;
  x: usize;
  out: usize;
  /** Of the largest: their places in the line of the image's pixels, an int32 for each element of the result. */
  places: usize;
}

/** out [batch, rows, columns, channels]; the first of several equals is taken, and a NaN wins over numbers. */
export function maxPool(windows: usize, x: usize, out: usize, places: usize): void {
  pool(windows, x, out, places, maxTask, true);
}

/** x += the gradient of each largest element; x comes in as zeros. */
export function maxPoolBackward(windows: usize, gradient: usize, places: usize, x: usize): void {
  pool(windows, x, gradient, places, maxBackwardTask, false);
}

export function meanPool(windows: usize, x: usize, out: usize): void {
  pool(windows, x, out, 0, meanTask, true);
}

/** x += the gradient of each mean, divided among what it was taken of; x comes in as zeros. */
export function meanPoolBackward(windows: usize, gradient: usize, x: usize): void {
  pool(windows, x, gradient, 0, meanBackwardTask, false);
}

/** Images are the units: windows that overlap add to the same pixels. */
function pool(
  windows: usize, x: usize, out: usize, places: usize, task: (task: i32, args: usize, thread: i32) => void, repeatable: bool,
): void {
  const job = changetype<Pool>(jobArguments());
  const w = changetype<Windows>(windows);
  job.windows = w; job.x = x; job.out = out; job.places = places;
  share(w.batch, w.rows * w.columns * w.tapsY * w.tapsX * w.channels, task, repeatable);
}

/** The part of window (row, column) that lies in the image: pixels, the last ones excluded. */
// @ts-ignore: decorator
@inline
function topOf(w: Windows, row: i32): i32 {
  return max(0, row * w.strideY - w.top);
}
// @ts-ignore: decorator
@inline
function bottomOf(w: Windows, row: i32): i32 {
  return min(w.height, row * w.strideY - w.top + w.tapsY);
}
// @ts-ignore: decorator
@inline
function leftOf(w: Windows, column: i32): i32 {
  return max(0, column * w.strideX - w.left);
}
// @ts-ignore: decorator
@inline
function rightOf(w: Windows, column: i32): i32 {
  return min(w.width, column * w.strideX - w.left + w.tapsX);
}

// @ts-ignore: decorator
@inline
function imageBytes(w: Windows): usize {
  return <usize>(w.height * w.width * w.channels) << 2;
}

function maxTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Pool>(args);
  const w = job.windows;
  const pixel = <usize>w.channels << 2, whole = pixel & ~15;
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const image = job.x + <usize>unit * imageBytes(w);
    let at = <usize>(unit * w.rows * w.columns) * pixel;
    for (let row = 0; row < w.rows; row++) {
      const top = topOf(w, row), bottom = bottomOf(w, row);
      for (let column = 0; column < w.columns; column++) {
        const left = leftOf(w, column), right = rightOf(w, column);
        const out = job.out + at, places = job.places + at;
        let c: usize = 0;
        for (; c < whole; c += 16) {
          const first = top * w.width + left;
          let best = v128.load(image + <usize>first * pixel + c);
          let place = i32x4.splat(first);
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) {
              const here = y * w.width + x;
              const value = v128.load(image + <usize>here * pixel + c);
              // Not "value > best": a NaN is to win, and to stay.
              const wins = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
              best = v128.bitselect(value, best, wins);
              place = v128.bitselect(i32x4.splat(here), place, wins);
            }
          }
          v128.store(out + c, best);
          v128.store(places + c, place);
        }
        for (; c < pixel; c += 4) {
          let place = top * w.width + left;
          let best = load<f32>(image + <usize>place * pixel + c);
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) {
              const here = y * w.width + x;
              const value = load<f32>(image + <usize>here * pixel + c);
              if (value <= best || best != best) continue;
              best = value;
              place = here;
            }
          }
          store<f32>(out + c, best);
          store<i32>(places + c, place);
        }
        at += pixel;
      }
    }
  }
}

function maxBackwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Pool>(args);
  const w = job.windows;
  const pixel = <usize>w.channels << 2;
  const windows = w.rows * w.columns;
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const image = job.x + <usize>unit * imageBytes(w);
    let at = <usize>(unit * windows) * pixel;
    for (let window = 0; window < windows; window++) {
      for (let c: usize = 0; c < pixel; c += 4) {
        const to = image + <usize>load<i32>(job.places + at) * pixel + c;
        store<f32>(to, load<f32>(to) + load<f32>(job.out + at));
        at += 4;
      }
    }
  }
}

function meanTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Pool>(args);
  const w = job.windows;
  const pixel = <usize>w.channels << 2, whole = pixel & ~15;
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const image = job.x + <usize>unit * imageBytes(w);
    let out = job.out + <usize>(unit * w.rows * w.columns) * pixel;
    for (let row = 0; row < w.rows; row++) {
      const top = topOf(w, row), bottom = bottomOf(w, row);
      for (let column = 0; column < w.columns; column++) {
        const left = leftOf(w, column), right = rightOf(w, column);
        const part = <f32>1 / <f32>((bottom - top) * (right - left));
        let c: usize = 0;
        for (; c < whole; c += 16) {
          let total = f32x4.splat(0);
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) total = f32x4.add(total, v128.load(image + <usize>(y * w.width + x) * pixel + c));
          }
          v128.store(out + c, f32x4.mul(total, f32x4.splat(part)));
        }
        for (; c < pixel; c += 4) {
          let total: f32 = 0;
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) total += load<f32>(image + <usize>(y * w.width + x) * pixel + c);
          }
          store<f32>(out + c, total * part);
        }
        out += pixel;
      }
    }
  }
}

function meanBackwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Pool>(args);
  const w = job.windows;
  const pixel = <usize>w.channels << 2, whole = pixel & ~15;
  const end = endUnit(job, task);
  for (let unit = firstUnit(job, task); unit < end; unit++) {
    const image = job.x + <usize>unit * imageBytes(w);
    let gradient = job.out + <usize>(unit * w.rows * w.columns) * pixel;
    for (let row = 0; row < w.rows; row++) {
      const top = topOf(w, row), bottom = bottomOf(w, row);
      for (let column = 0; column < w.columns; column++) {
        const left = leftOf(w, column), right = rightOf(w, column);
        const part = <f32>1 / <f32>((bottom - top) * (right - left));
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) {
            const to = image + <usize>(y * w.width + x) * pixel;
            let c: usize = 0;
            for (; c < whole; c += 16) {
              const added = f32x4.mul(v128.load(gradient + c), f32x4.splat(part));
              v128.store(to + c, f32x4.add(v128.load(to + c), added));
            }
            for (; c < pixel; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(gradient + c) * part);
          }
        }
        gradient += pixel;
      }
    }
  }
}
