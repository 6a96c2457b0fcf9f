// Dropout by counter: element i is kept or not by a mixed word of seed + i, so that no mask need be stored.
import { keep, loadPart, storePart } from './simd';

/** out = x scale where kept, and 0 with probability threshold / 2^31. */
export function dropout(n: i32, seed: i32, threshold: i32, scale: f32, x: usize, out: usize): void {
  const limits = i32x4.splat(threshold);
  const factors = f32x4.splat(scale);
  const step = i32x4.splat(4);
  let counter = i32x4.add(i32x4.splat(seed), i32x4(0, 1, 2, 3));
  const whole = out + (<usize>(n & ~3) << 2);
  for (; out < whole; out += 16) {
    v128.store(out, v128.and(f32x4.mul(v128.load(x), factors), keep(counter, limits)));
    counter = i32x4.add(counter, step);
    x += 16;
  }
  const rest = n & 3;
  if (rest) storePart(out, v128.and(f32x4.mul(loadPart(x, rest), factors), keep(counter, limits)), rest);
}
