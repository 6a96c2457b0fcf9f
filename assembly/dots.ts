// Dot products with the columns of a matrix, each column's elements side by side: decoding lives on them. Few rows read the
// matrix as it lies, where packing would cost more than the product.
import { dots1, dots2, dots3 } from './generated/dots';
import { madd, sumLanes } from './simd';

/** Elements of the columns that several rows meet at once: they stay in the first cache. */
const CACHED: i32 = 6144;
/** What every kernel takes in whole steps. */
const STEP: i32 = 24;

/**
 * y = start + x B for m rows of x, of k elements, and n columns of B; distances in elements. `start` is 0 for nothing; `pad`
 * has DOTS_PAD bytes.
 */
export function dots(
  m: i32, n: i32, k: i32, x: usize, xRow: i32, b: usize, column: i32, y: usize, yRow: i32, start: usize, startRow: i32, pad: usize,
): void {
  const xStep = <usize>xRow << 2, step = <usize>column << 2, yStep = <usize>yRow << 2, startStep = <usize>startRow << 2;
  const together = m <= 3 ? n : max(STEP, CACHED / max(k, 1) / STEP * STEP);
  for (let j = 0; j < n; j += together) {
    const at = <usize>j << 2;
    dotsOfColumns(
      m, min(together, n - j), k, x, xStep, b + <usize>j * step, step, y + at, yStep, start ? start + at : 0, startStep, pad,
    );
  }
}

function dotsOfColumns(
  m: i32, n: i32, k: i32, x: usize, xStep: usize, b: usize, step: usize, y: usize, yStep: usize, start: usize, startStep: usize, pad: usize,
): void {
  while (m > 0) {
    // Two and two rather than three and one.
    const rows = m == 4 ? 2 : min(m, 3);
    if (rows == 3) dots3(n, k, x, xStep, b, step, y, yStep, start, startStep, pad);
    else if (rows == 2) dots2(n, k, x, xStep, b, step, y, yStep, start, startStep, pad);
    else dots1(n, k, x, xStep, b, step, y, yStep, start, startStep, pad);
    x += <usize>rows * xStep;
    y += <usize>rows * yStep;
    if (start) start += <usize>rows * startStep;
    m -= rows;
  }
}

/** A float at each of four places. */
// @ts-ignore: decorator
@inline
export function gather(p: usize, q: usize, r: usize, s: usize): v128 {
  return f32x4(load<f32>(p), load<f32>(q), load<f32>(r), load<f32>(s));
}

/** The sum of each argument's lanes, in a lane each. */
// @ts-ignore: decorator
@inline
export function sumsOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

export function dot(k: i32, x: usize, y: usize): f32 {
  const whole = x + (<usize>(k & ~3) << 2);
  const end = x + (<usize>k << 2);
  let sums = f32x4.splat(0);
  for (; x < whole; x += 16) {
    sums = madd(v128.load(x), v128.load(y), sums);
    y += 16;
  }
  let sum = sumLanes(sums);
  for (; x < end; x += 4) {
    sum += load<f32>(x) * load<f32>(y);
    y += 4;
  }
  return sum;
}
