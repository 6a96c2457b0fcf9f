// Dropout by counter: element i is kept or not by a mixed word of seed + i, so that no mask need be stored.
import { Strip, elementwise, loopSettings } from './elementwise';
import { keep, storePair } from './simd';

@unmanaged
class Settings {
  seed: i32;
  threshold: i32;
  scale: f32;
}

/** out = x scale where kept, and 0 with probability threshold / 2^31. */
export function dropout(n: i32, seed: i32, threshold: i32, scale: f32, x: usize, out: usize): void {
  const settings = changetype<Settings>(loopSettings());
  settings.seed = seed;
  settings.threshold = threshold;
  settings.scale = scale;
  elementwise(1, n, x, 0, 1, x, 0, 1, out, 2, dropoutLoop, 4);
}

function dropoutLoop(strip: Strip): void {
  const settings = changetype<Settings>(strip.settings);
  const limits = i32x4.splat(settings.threshold);
  const factors = f32x4.splat(settings.scale);
  const step = i32x4.splat(8);
  const first = i32x4.splat(settings.seed + strip.index);
  let counter = i32x4.add(first, i32x4(0, 1, 2, 3)), counter1 = i32x4.add(first, i32x4(4, 5, 6, 7));
  let x = strip.a, out = strip.out;
  const end = out + (<usize>strip.n << 2);
  do {
    storePair(
      out,
      v128.and(f32x4.mul(v128.load(x), factors), keep(counter, limits)),
      v128.and(f32x4.mul(v128.load(x, 16), factors), keep(counter1, limits)),
    );
    counter = i32x4.add(counter, step);
    counter1 = i32x4.add(counter1, step);
    x += 32;
    out += 32;
  } while (out < end);
}
