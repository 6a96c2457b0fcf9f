// What optimizers do to one parameter, in place: the step of Adam and AdamW, in the order of PyTorch's arithmetic, and
// the sums and scalings of gradient clipping.
import { loadPart, madd, storePart } from './simd';

/** Copies of the last elements of a parameter, its gradient, m and v, so that the end needs no code of its own. */
const TAIL = memory.data(64);

/**
 * Kingma and Ba (2015): m and v are running means of the gradient and its square; `stepSize` and `rootCorrection2` hold
 * the corrections for their start at 0. The parameter is multiplied by `decay` first (AdamW, Loshchilov and Hutter, 2019;
 * 1 for none), and `penalty` times the parameter is added to the gradient (Adam's L2 penalty; 0 for none).
 */
export function adam(
  n: i32, param: usize, grad: usize, m: usize, v: usize,
  stepSize: f64, beta1: f64, beta2: f64, eps: f64, rootCorrection2: f64, decay: f64, penalty: f64,
): void {
  const decays = f32x4.splat(<f32>decay), penalties = f32x4.splat(<f32>penalty);
  const rate1 = f32x4.splat(<f32>(1 - beta1)), keep2 = f32x4.splat(<f32>beta2), rate2 = f32x4.splat(<f32>(1 - beta2));
  const epsilons = f32x4.splat(<f32>eps), roots = f32x4.splat(<f32>rootCorrection2), steps = f32x4.splat(<f32>stepSize);
  const end = param + (<usize>(n & ~3) << 2);
  for (; param < end; param += 16) {
    const p = f32x4.mul(v128.load(param), decays);
    const g = madd(p, penalties, v128.load(grad));
    const before = v128.load(m);
    const mean = madd(f32x4.sub(g, before), rate1, before);
    const square = madd(f32x4.mul(g, rate2), g, f32x4.mul(v128.load(v), keep2));
    const deviation = f32x4.add(f32x4.div(f32x4.sqrt(square), roots), epsilons);
    v128.store(m, mean);
    v128.store(v, square);
    v128.store(param, f32x4.sub(p, f32x4.div(f32x4.mul(mean, steps), deviation)));
    grad += 16;
    m += 16;
    v += 16;
  }
  const rest = n & 3;
  if (rest) {
    v128.store(TAIL, loadPart(param, rest));
    v128.store(TAIL, loadPart(grad, rest), 16);
    v128.store(TAIL, loadPart(m, rest), 32);
    v128.store(TAIL, loadPart(v, rest), 48);
    adam(4, TAIL, TAIL + 16, TAIL + 32, TAIL + 48, stepSize, beta1, beta2, eps, rootCorrection2, decay, penalty);
    storePart(param, v128.load(TAIL), rest);
    storePart(m, v128.load(TAIL, 32), rest);
    storePart(v, v128.load(TAIL, 48), rest);
  }
}

/** In float64, so that it is finite if, and only if, all elements are. */
export function sumOfSquares(n: i32, x: usize): f64 {
  const end = x + (<usize>n << 2);
  const whole = x + (<usize>(n & ~3) << 2);
  let a = f64x2.splat(0), b = a;
  for (; x < whole; x += 16) {
    const v = v128.load(x);
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
  }
  a = f64x2.add(a, b);
  let total = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; x < end; x += 4) {
    const v = <f64>load<f32>(x);
    total += v * v;
  }
  return total;
}

/** x *= factor. */
export function scale(n: i32, factor: f32, x: usize): void {
  const factors = f32x4.splat(factor);
  const end = x + (<usize>(n & ~3) << 2);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factors));
  if (n & 3) storePart(x, f32x4.mul(loadPart(x, n & 3), factors), n & 3);
}
