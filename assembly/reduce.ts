// Sums and the like over one axis of [outer, n, inner], all dense.
import { sumLanes } from './simd';

/** Pairwise-like: four lanes, each summed over blocks, so that rounding errors of long sums stay small. */
function sumRow(p: usize, n: i32): f32 {
  let total: f64 = 0;
  while (n >= 4) {
    const block = min(n & ~3, 1024);
    const end = p + (<usize>block << 2);
    let lanes = f32x4.splat(0);
    for (; p < end; p += 16) lanes = f32x4.add(lanes, v128.load(p));
    total += <f64>sumLanes(lanes);
    n -= block;
  }
  for (; n > 0; n--) {
    total += <f64>load<f32>(p);
    p += 4;
  }
  return <f32>total;
}

/** out[outer, inner] = sum over n. */
export function sum(outer: i32, n: i32, inner: i32, x: usize, out: usize): void {
  if (inner == 1) {
    for (let i = 0; i < outer; i++) {
      store<f32>(out, sumRow(x, n));
      x += <usize>n << 2;
      out += 4;
    }
    return;
  }
  const row = <usize>inner << 2;
  const whole = <usize>(inner & ~3) << 2;
  for (let i = 0; i < outer; i++) {
    memory.fill(out, 0, row);
    for (let j = 0; j < n; j++) {
      let k: usize = 0;
      for (; k < whole; k += 16) v128.store(out + k, f32x4.add(v128.load(out + k), v128.load(x + k)));
      for (; k < row; k += 4) store<f32>(out + k, load<f32>(out + k) + load<f32>(x + k));
      x += row;
    }
    out += row;
  }
}
