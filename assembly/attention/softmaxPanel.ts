// The online softmax (Milakov and Gimelshein, 2018) on a panel of scores [key][NR queries]: it runs down the columns, eight
// queries at a time.
import { NR } from '../generated/tile';
import { constant, exp2, storePair } from '../simd';

const ROW: usize = <usize>NR * 4;
const LOWEST = memory.data<f32>([-Infinity, 0.0, 1.0]);

/** The sums and maxima of a panel's queries before the first key. */
export function beginPanel(maxima: usize, sums: usize): void {
  for (let at: usize = 0; at < ROW; at += 16) {
    v128.store(maxima + at, constant(LOWEST, 0));
    v128.store(sums + at, constant(LOWEST, 1));
  }
}

/**
 * Turns the scores of `n` keys into unnormalised weights, and rescales `out`, [Ev][NR queries], which was gathered under
 * smaller maxima. `restricted`: some scores may be -infinity. There is room for a multiple of four keys.
 */
export function softmaxPanel(
  weights: usize, n: i32, maxima: usize, sums: usize, out: usize, ev: i32, restricted: bool,
): void {
  // Keys that weigh nothing make up a multiple of four.
  const n4 = (n + 3) & ~3;
  for (let at = <usize>n * ROW; at < <usize>n4 * ROW; at += 16) v128.store(weights + at, constant(LOWEST, 0));
  for (let at: usize = 0; at < ROW; at += 32) {
    softmaxColumns(weights + at, n4, maxima + at, sums + at, out + at, ev, restricted);
  }
}

// @ts-ignore: decorator
@inline
function softmaxColumns(
  weights: usize, n: i32, maxima: usize, sums: usize, out: usize, ev: i32, restricted: bool,
): void {
  const lowest = constant(LOWEST, 0);
  const zero = constant(LOWEST, 1);
  const before = v128.load(maxima), before1 = v128.load(maxima, 16);
  findMaxima(weights, n, maxima);
  const top = v128.load(maxima), top1 = v128.load(maxima, 16);
  // Where nothing was visible so far the maximum is -infinity, and 0 stands in, for -inf - -inf is NaN.
  const base = v128.bitselect(zero, top, f32x4.eq(top, lowest));
  const base1 = v128.bitselect(zero, top1, f32x4.eq(top1, lowest));
  const shrink = exp2(f32x4.sub(before, base)), shrink1 = exp2(f32x4.sub(before1, base1));
  v128.store(sums, f32x4.mul(v128.load(sums), shrink));
  v128.store(sums, f32x4.mul(v128.load(sums, 16), shrink1), 16);
  if (restricted) weighVisible(weights, n, base, base1, sums);
  else weigh(weights, n, base, base1, sums);
  const same = v128.and(f32x4.eq(top, before), f32x4.eq(top1, before1));
  if (!i32x4.all_true(same)) rescale(out, ev, shrink, shrink1);
}

/** Four chains side by side: one would wait for itself. */
function findMaxima(p: usize, n: i32, maxima: usize): void {
  let a = v128.load(maxima), a1 = v128.load(maxima, 16);
  let b = a, b1 = a1, c = a, c1 = a1, d = a, d1 = a1;
  const end = p + <usize>n * ROW;
  do {
    a = f32x4.pmax(a, v128.load(p)); a1 = f32x4.pmax(a1, v128.load(p, 16));
    b = f32x4.pmax(b, v128.load(p + ROW)); b1 = f32x4.pmax(b1, v128.load(p + ROW, 16));
    c = f32x4.pmax(c, v128.load(p + 2 * ROW)); c1 = f32x4.pmax(c1, v128.load(p + 2 * ROW, 16));
    d = f32x4.pmax(d, v128.load(p + 3 * ROW)); d1 = f32x4.pmax(d1, v128.load(p + 3 * ROW, 16));
    p += 4 * ROW;
  } while (p < end);
  v128.store(maxima, f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
  v128.store(maxima, f32x4.pmax(f32x4.pmax(a1, b1), f32x4.pmax(c1, d1)), 16);
}

/** Two keys at a time: the exponential's chain is long. */
// @ts-ignore: decorator
@inline
function weigh(p: usize, n: i32, base: v128, base1: v128, sums: usize): void {
  let sum = v128.load(sums), sum1 = v128.load(sums, 16);
  const end = p + <usize>n * ROW;
  do {
    const w = exp2(f32x4.sub(v128.load(p), base)), w1 = exp2(f32x4.sub(v128.load(p, 16), base1));
    const x = exp2(f32x4.sub(v128.load(p + ROW), base)), x1 = exp2(f32x4.sub(v128.load(p + ROW, 16), base1));
    storePair(p, w, w1);
    storePair(p + ROW, x, x1);
    sum = f32x4.add(sum, f32x4.add(w, x));
    sum1 = f32x4.add(sum1, f32x4.add(w1, x1));
    p += 2 * ROW;
  } while (p < end);
  storePair(sums, sum, sum1);
}

// @ts-ignore: decorator
@inline
function weighVisible(p: usize, n: i32, base: v128, base1: v128, sums: usize): void {
  let sum = v128.load(sums), sum1 = v128.load(sums, 16);
  const end = p + <usize>n * ROW;
  do {
    const w = visible(v128.load(p), base), w1 = visible(v128.load(p, 16), base1);
    storePair(p, w, w1);
    sum = f32x4.add(sum, w);
    sum1 = f32x4.add(sum1, w1);
    p += ROW;
  } while (p < end);
  storePair(sums, sum, sum1);
}

// @ts-ignore: decorator
@inline
function visible(score: v128, base: v128): v128 {
  return v128.andnot(exp2(f32x4.sub(score, base)), f32x4.eq(score, constant(LOWEST, 0)));
}

// @ts-ignore: decorator
@inline
function rescale(p: usize, n: i32, factor: v128, factor1: v128): void {
  const end = p + <usize>n * ROW;
  do {
    v128.store(p, f32x4.mul(v128.load(p), factor));
    v128.store(p, f32x4.mul(v128.load(p, 16), factor1), 16);
    p += ROW;
  } while (p < end);
}

/** Divides `out`, [Ev][NR queries], by the sums. A query that saw nothing gets zeros. */
export function dividePanel(out: usize, ev: i32, sums: usize): void {
  const zero = constant(LOWEST, 1);
  const one = constant(LOWEST, 2);
  for (let at: usize = 0; at < ROW; at += 32) {
    const sum = v128.load(sums + at), sum1 = v128.load(sums + at, 16);
    const inverse = v128.andnot(f32x4.div(one, sum), f32x4.eq(sum, zero));
    const inverse1 = v128.andnot(f32x4.div(one, sum1), f32x4.eq(sum1, zero));
    rescale(out + at, ev, inverse, inverse1);
  }
}
