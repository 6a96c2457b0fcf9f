// The end of a row, fewer than eight elements, is worked on as a whole pair of vectors in scratch memory.
import { loadPartOr, storePair, storePart } from './simd';

/** Copies the last `count` elements, filled up to eight; returns where they are now. With a count of 0 it only fills. */
export function copyEnd(count: i32, from: usize, fill: f32, to: usize): usize {
  const filler = f32x4.splat(fill);
  let low = filler, high = filler;
  if (count >= 4) {
    low = v128.load(from);
    if (count > 4) high = loadPartOr(from + 16, count - 4, filler);
  } else if (count) {
    low = loadPartOr(from, count, filler);
  }
  storePair(to, low, high);
  return to;
}

/** Copies elements back, fewer than eight. */
export function storeEnd(count: i32, from: usize, to: usize): void {
  if (count & 4) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  if (count & 3) storePart(to, v128.load(from), count & 3);
}
