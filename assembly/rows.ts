// What softmax and cross-entropy need of one dense row of n floats.
import { expDown, loadPart, loadPartOr, maxLanes, sumLanes } from './simd';

/** Sums are taken in float32 over blocks of so many elements, and in float64 over blocks. */
export const BLOCK: i32 = 1024;

/** The largest element; -infinity for none. NaNs may be passed over. */
export function rowMax(n: i32, x: usize): f32 {
  const low = f32x4.splat(-Infinity);
  const end = x + (<usize>(n & ~3) << 2);
  let a = low, b = low, c = low, d = low;
  for (; x + 64 <= end; x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  for (; x < end; x += 16) a = f32x4.pmax(a, v128.load(x));
  if (n & 3) b = f32x4.pmax(b, loadPartOr(x, n & 3, low));
  return maxLanes(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
}

/** The sum of e^(x - max). */
export function sumExp(n: i32, x: usize, max: f32): f64 {
  const shift = f32x4.splat(max);
  let total: f64 = 0;
  for (let left = n & ~3; left > 0; left -= BLOCK) {
    const end = x + (<usize>min(BLOCK, left) << 2);
    let sums = f32x4.splat(0);
    for (; x < end; x += 16) sums = f32x4.add(sums, expDown(f32x4.sub(v128.load(x), shift)));
    total += <f64>sumLanes(sums);
  }
  if (n & 3) total += <f64>sumLanes(expDown(f32x4.sub(loadPartOr(x, n & 3, f32x4.splat(-Infinity)), shift)));
  return total;
}

/** The sum of the elements. */
export function rowSum(n: i32, x: usize): f64 {
  let total: f64 = 0;
  for (let left = n & ~3; left > 0; left -= BLOCK) {
    const end = x + (<usize>min(BLOCK, left) << 2);
    let a = f32x4.splat(0), b = a;
    for (; x + 32 <= end; x += 32) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
    }
    for (; x < end; x += 16) a = f32x4.add(a, v128.load(x));
    total += <f64>sumLanes(f32x4.add(a, b));
  }
  if (n & 3) total += <f64>sumLanes(loadPart(x, n & 3));
  return total;
}
