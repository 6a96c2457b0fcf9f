// What stochastic gradient descent does to one parameter, in place.
import { loadPart, madd, storePart } from './simd';

// @ts-ignore: decorator
@inline
function read(p: usize, lanes: i32): v128 {
  return lanes == 4 ? v128.load(p) : loadPart(p, lanes);
}

// @ts-ignore: decorator
@inline
function write(p: usize, x: v128, lanes: i32): void {
  if (lanes == 4) v128.store(p, x);
  else storePart(p, x, lanes);
}

// @ts-ignore: decorator
@inline
function update(param: usize, grad: usize, velocity: usize, rates: v128, momenta: v128, penalties: v128, lanes: i32): void {
  const p = read(param, lanes);
  let d = madd(penalties, p, read(grad, lanes));
  if (velocity) {
    d = madd(momenta, read(velocity, lanes), d);
    write(velocity, d, lanes);
  }
  write(param, f32x4.sub(p, f32x4.mul(rates, d)), lanes);
}

/** d = g + penalty p; with a velocity (0 for none), d = velocity = momentum velocity + d; p -= rate d. */
export function sgd(n: i32, param: usize, grad: usize, velocity: usize, rate: f32, momentum: f32, penalty: f32): void {
  const rates = f32x4.splat(rate), momenta = f32x4.splat(momentum), penalties = f32x4.splat(penalty);
  const end = param + (<usize>(n & ~3) << 2);
  for (; param < end; param += 16) {
    update(param, grad, velocity, rates, momenta, penalties, 4);
    grad += 16;
    if (velocity) velocity += 16;
  }
  if (n & 3) update(param, grad, velocity, rates, momenta, penalties, n & 3);
}
