// The sums and scalings of gradient clipping, over a list of tensors.
import { madd, storePair } from './simd';
import { Item, eachTensor, listSettings, padOf } from './tensorList';

/** Finite if, and only if, all elements are. */
export function sumOfSquares(count: i32, items: usize): f64 {
  return eachTensor(count, items, squaresLoop, 1, true);
}

/** The least sum in float32 whose smaller squares, which it loses, do not matter. */
const LEAST: f64 = 1e-20;

/** A part is short enough for float32, unless its squares are beyond its range. */
function squaresLoop(item: Item, settings: usize): void {
  const sum = narrowSquares(item);
  item.sum += sum > LEAST && sum < Infinity ? sum : wideSquares(item);
}

function narrowSquares(item: Item): f64 {
  let x = item.x;
  const whole = x + (<usize>(item.n & ~15) << 2);
  let a = f32x4.splat(0), b = a, c = a, d = a;
  while (x < whole) {
    const p = v128.load(x), q = v128.load(x, 16), r = v128.load(x, 32), s = v128.load(x, 48);
    a = madd(p, p, a);
    b = madd(q, q, b);
    c = madd(r, r, c);
    d = madd(s, s, d);
    x += 64;
  }
  if (item.n & 8) {
    const p = v128.load(x), q = v128.load(x, 16);
    a = madd(p, p, a);
    b = madd(q, q, b);
  }
  const pad = padOf(item);
  storePair(pad, f32x4.add(a, c), f32x4.add(b, d));
  const sums = f32x4.add(v128.load(pad), v128.load(pad, 16));
  const pairs = f64x2.add(f64x2.promote_low_f32x4(sums), f64x2.promote_low_f32x4(v128.shuffle<f32>(sums, sums, 2, 3, 0, 1)));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

function wideSquares(item: Item): f64 {
  let x = item.x;
  const end = x + (<usize>item.n << 2);
  let a = f64x2.splat(0), b = a, c = a, d = a;
  do {
    a = addSquares(v128.load64_zero(x), a);
    b = addSquares(v128.load64_zero(x, 8), b);
    c = addSquares(v128.load64_zero(x, 16), c);
    d = addSquares(v128.load64_zero(x, 24), d);
    x += 32;
  } while (x < end);
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** Of the lower two lanes. */
// @ts-ignore: decorator
@inline
function addSquares(x: v128, sums: v128): v128 {
  const wide = f64x2.promote_low_f32x4(x);
  return f64x2.add(sums, f64x2.mul(wide, wide));
}

/** Multiplies all elements by `factor`, in place. */
export function scale(count: i32, items: usize, factor: f32): void {
  store<f32>(listSettings(), factor);
  eachTensor(count, items, scaleLoop, 1, false);
}

function scaleLoop(item: Item, settings: usize): void {
  const factors = v128.load32_splat(settings);
  let x = item.x;
  const end = x + (<usize>item.n << 2);
  do {
    storePair(x, f32x4.mul(v128.load(x), factors), f32x4.mul(v128.load(x, 16), factors));
    x += 32;
  } while (x < end);
}
