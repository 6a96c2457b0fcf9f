// The sums and scalings of gradient clipping, over a list of tensors.
import { storePair } from './simd';
import { Item, eachTensor, listSettings } from './tensorList';

/** In float64, so that it is finite if, and only if, all elements are. */
export function sumOfSquares(count: i32, items: usize): f64 {
  return eachTensor(count, items, squaresLoop, 2, true);
}

function squaresLoop(item: Item, settings: usize): void {
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
  item.sum += f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
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
