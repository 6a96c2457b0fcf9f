// Sines and cosines of the same angles, side by side: one reduction of the angle serves both, and each is the other's slope.
import { sine } from './functions';
import { jobArguments } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { loadPart, storePart } from './simd';

@unmanaged
class SinCos extends Share {
  m: i32;
  x: usize; g: usize; out: usize;
}

/** out [rows, 2m]: the sines of x [rows, m], and behind them its cosines. */
export function sinCos(rows: i32, m: i32, x: usize, out: usize): void {
  const job = changetype<SinCos>(jobArguments());
  job.m = m; job.x = x; job.out = out;
  share(rows, 20 * m, forwardTask, true);
}

function forwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<SinCos>(args);
  const m = job.m, whole = m & ~3, bytes = <usize>m << 2;
  const end = endUnit(job, task);
  for (let row = firstUnit(job, task); row < end; row++) {
    const x = job.x + <usize>row * bytes, sines = job.out + <usize>row * 2 * bytes, cosines = sines + bytes;
    for (let i = 0; i < whole; i += 4) {
      const at = <usize>i << 2, angles = v128.load(x + at);
      v128.store(sines + at, sine(angles, 0));
      v128.store(cosines + at, sine(angles, 1));
    }
    if (whole == m) continue;
    const at = <usize>whole << 2, angles = loadPart(x + at, m - whole);
    storePart(sines + at, sine(angles, 0), m - whole);
    storePart(cosines + at, sine(angles, 1), m - whole);
  }
}

/** out [rows, m] from x, which `sinCos` gave, and its gradient g, both [rows, 2m]: gradients of sines times cosines, less the other way round. */
export function sinCosGradient(rows: i32, m: i32, x: usize, g: usize, out: usize): void {
  const job = changetype<SinCos>(jobArguments());
  job.m = m; job.x = x; job.g = g; job.out = out;
  share(rows, 2 * m, backwardTask, true);
}

function backwardTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<SinCos>(args);
  const m = job.m, whole = m & ~3, bytes = <usize>m << 2;
  const end = endUnit(job, task);
  for (let row = firstUnit(job, task); row < end; row++) {
    const x = job.x + <usize>row * 2 * bytes, g = job.g + <usize>row * 2 * bytes, out = job.out + <usize>row * bytes;
    for (let i = 0; i < whole; i += 4) {
      const at = <usize>i << 2;
      v128.store(out + at, slope(v128.load(x + at), v128.load(x + bytes + at), v128.load(g + at), v128.load(g + bytes + at)));
    }
    if (whole == m) continue;
    const at = <usize>whole << 2, rest = m - whole;
    storePart(
      out + at,
      slope(loadPart(x + at, rest), loadPart(x + bytes + at, rest), loadPart(g + at, rest), loadPart(g + bytes + at, rest)),
      rest,
    );
  }
}

// @ts-ignore: decorator
@inline
function slope(sines: v128, cosines: v128, ofSines: v128, ofCosines: v128): v128 {
  return f32x4.sub(f32x4.mul(ofSines, cosines), f32x4.mul(ofCosines, sines));
}
