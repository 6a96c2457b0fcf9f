// Turns pairs of elements by angles that depend on the row: rotary positions.
import { jobArguments } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';

@unmanaged
class Rotation extends Share {
  heads: i32;
  length: i32;
  /** Pairs of a row that are turned; the elements after them are copied. */
  pairs: i32;
  size: i32;
  interleaved: bool;
  x: usize;
  xBatch: i32;
  xHead: i32;
  xRow: i32;
  cos: usize;
  sin: usize;
  out: usize;
}

/**
 * out [B, H, L, E], dense: (a, b) becomes (a cos - b sin, a sin + b cos) for each of the first `pairs` pairs of a row, cos and
 * sin [L, pairs]. A pair is (x[i], x[pairs + i]), or (x[2i], x[2i + 1]) if `interleaved`. Strides of x in elements; elements
 * of a row lie side by side.
 */
export function rotate(
  batch: i32, heads: i32, length: i32, size: i32, pairs: i32, interleaved: bool,
  x: usize, xBatch: i32, xHead: i32, xRow: i32, cos: usize, sin: usize, out: usize,
): void {
  const job = changetype<Rotation>(jobArguments());
  job.heads = heads; job.length = length; job.size = size; job.pairs = pairs; job.interleaved = interleaved;
  job.x = x; job.xBatch = xBatch; job.xHead = xHead; job.xRow = xRow;
  job.cos = cos; job.sin = sin; job.out = out;
  share(batch * heads, 4 * length * size, rotateTask, true);
}

function rotateTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Rotation>(args);
  const end = endUnit(job, task);
  const row = <usize>job.size << 2;
  const tableRow = <usize>job.pairs << 2;
  const rest = <usize>(job.size - 2 * job.pairs) << 2;
  for (let head = firstUnit(job, task); head < end; head++) {
    let x = job.x + (<usize>(head / job.heads * job.xBatch + head % job.heads * job.xHead) << 2);
    let out = job.out + <usize>head * <usize>job.length * row;
    let cos = job.cos, sin = job.sin;
    for (let l = job.length; l > 0; l--) {
      if (job.interleaved) rotateNeighbours(job.pairs, x, cos, sin, out);
      else rotateHalves(job.pairs, x, cos, sin, out);
      if (rest) memory.copy(out + row - rest, x + row - rest, rest);
      x += <usize>job.xRow << 2;
      out += row;
      cos += tableRow;
      sin += tableRow;
    }
  }
}

function rotateHalves(pairs: i32, x: usize, cos: usize, sin: usize, out: usize): void {
  const half = <usize>pairs << 2;
  const end = x + half;
  for (const whole = x + (<usize>(pairs & ~3) << 2); x < whole; x += 16) {
    const a = v128.load(x), b = v128.load(x + half), c = v128.load(cos), s = v128.load(sin);
    v128.store(out, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)));
    v128.store(out + half, f32x4.add(f32x4.mul(a, s), f32x4.mul(b, c)));
    cos += 16;
    sin += 16;
    out += 16;
  }
  for (; x < end; x += 4) {
    rotatePair(load<f32>(x), load<f32>(x + half), cos, sin, out, out + half);
    cos += 4;
    sin += 4;
    out += 4;
  }
}

function rotateNeighbours(pairs: i32, x: usize, cos: usize, sin: usize, out: usize): void {
  const end = x + (<usize>pairs << 3);
  for (const whole = x + (<usize>(pairs & ~3) << 3); x < whole; x += 32) {
    const low = v128.load(x), high = v128.load(x, 16), c = v128.load(cos), s = v128.load(sin);
    const a = v128.shuffle<f32>(low, high, 0, 2, 4, 6), b = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    const p = f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)), q = f32x4.add(f32x4.mul(a, s), f32x4.mul(b, c));
    v128.store(out, v128.shuffle<f32>(p, q, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<f32>(p, q, 2, 6, 3, 7), 16);
    cos += 16;
    sin += 16;
    out += 32;
  }
  for (; x < end; x += 8) {
    rotatePair(load<f32>(x), load<f32>(x, 4), cos, sin, out, out + 4);
    cos += 4;
    sin += 4;
    out += 8;
  }
}

// @ts-ignore: decorator
@inline
function rotatePair(a: f32, b: f32, cos: usize, sin: usize, first: usize, second: usize): void {
  const c = load<f32>(cos), s = load<f32>(sin);
  store<f32>(first, a * c - b * s);
  store<f32>(second, a * s + b * c);
}
