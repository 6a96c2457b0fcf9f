// Elementary functions of four lanes. Polynomials from Cephes (S. Moshier) unless said otherwise.
import { constant, expDown, madd } from './simd';

const TABLE = memory.data<f32>([
  // 0: 1, 0.5, -1, 2, the sign bit, infinity
  1.0, 0.5, -1.0, 2.0, -0.0, Infinity,
  // 6: tanh near 0: its bound, and the polynomial, highest power first
  0.625, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
  // 12: log: smallest normal number, 2^25, 25, ln 2 in two parts, the polynomial
  1.17549435e-38, 33554432.0, 25.0, -2.12194440e-4, 0.693359375,
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  // 26: the normal distribution's tail for x > 0, in the form of Abramowitz and Stegun 7.1.26, e^(-x^2 / 2) t P(t) with
  // t = 1 / (1 + p x), but P fitted to a relative error of 1.5e-7 up to x = 14: p, P, 1 / sqrt(2 pi)
  0.2316419, -0.070071620954, 0.246174934754, -0.198964641530, 0.222668425033, 0.0149878974757, 0.102189183640,
  0.0904992391409, 0.0925166562576, 0.3989422804,
  // 36: sine, then cosine, on [-pi/4, pi/4]
  -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1, 2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2,
]);

/** Bits of sqrt 1/2, below which a mantissa counts to the next smaller power of two. */
const ROOT_HALF: i32 = 0x3f3504f3;

// @ts-ignore: decorator
@inline
export function negate(x: v128): v128 {
  return v128.xor(x, constant(TABLE, 4));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(TABLE, 0);
  const e = expDown(v128.or(x, constant(TABLE, 4)));
  return f32x4.div(v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0))), f32x4.add(one, e));
}

// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const one = constant(TABLE, 0);
  const sign = constant(TABLE, 4);
  const down = v128.or(x, sign);
  const e = expDown(f32x4.add(down, down));
  const far = f32x4.div(f32x4.sub(one, e), f32x4.add(one, e));
  const z = f32x4.mul(x, x);
  let p = madd(constant(TABLE, 7), z, constant(TABLE, 8));
  p = madd(p, z, constant(TABLE, 9));
  p = madd(p, z, constant(TABLE, 10));
  p = madd(p, z, constant(TABLE, 11));
  const near = madd(f32x4.mul(p, z), x, x);
  const isNear = f32x4.lt(f32x4.neg(down), constant(TABLE, 6));
  return v128.bitselect(near, v128.or(far, v128.and(x, sign)), isNear);
}

/** Natural logarithm: -infinity at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, constant(TABLE, 12));
  const scaled = v128.bitselect(f32x4.mul(x, constant(TABLE, 13)), x, subnormal);
  const bits = i32x4.sub(scaled, i32x4.splat(ROOT_HALF));
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), i32x4.splat(ROOT_HALF));
  const exponent = f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23)), v128.and(subnormal, constant(TABLE, 14)));
  const m = f32x4.sub(mantissa, constant(TABLE, 0));
  const z = f32x4.mul(m, m);
  let p = madd(constant(TABLE, 17), m, constant(TABLE, 18));
  p = madd(p, m, constant(TABLE, 19));
  p = madd(p, m, constant(TABLE, 20));
  p = madd(p, m, constant(TABLE, 21));
  p = madd(p, m, constant(TABLE, 22));
  p = madd(p, m, constant(TABLE, 23));
  p = madd(p, m, constant(TABLE, 24));
  p = madd(p, m, constant(TABLE, 25));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(exponent, constant(TABLE, 15), y);
  y = f32x4.sub(y, f32x4.mul(z, constant(TABLE, 1)));
  let result = madd(exponent, constant(TABLE, 16), f32x4.add(m, y));
  // Infinity and NaN stay what they are; below 0 all bits are set, a NaN.
  result = v128.bitselect(result, x, f32x4.lt(x, constant(TABLE, 5)));
  result = v128.bitselect(negate(constant(TABLE, 5)), result, f32x4.eq(x, f32x4.splat(0)));
  return v128.or(result, f32x4.lt(x, f32x4.splat(0)));
}

/** e^(-x^2 / 2). */
// @ts-ignore: decorator
@inline
function bell(x: v128): v128 {
  return expDown(negate(f32x4.mul(f32x4.mul(x, x), constant(TABLE, 1))));
}

/** The normal distribution function, given the bell at x. */
// @ts-ignore: decorator
@inline
function normalCdf(x: v128, bellOfX: v128): v128 {
  const one = constant(TABLE, 0);
  const t = f32x4.div(one, madd(f32x4.abs(x), constant(TABLE, 26), one));
  let p = madd(constant(TABLE, 27), t, constant(TABLE, 28));
  p = madd(p, t, constant(TABLE, 29));
  p = madd(p, t, constant(TABLE, 30));
  p = madd(p, t, constant(TABLE, 31));
  p = madd(p, t, constant(TABLE, 32));
  p = madd(p, t, constant(TABLE, 33));
  p = madd(p, t, constant(TABLE, 34));
  const tail = f32x4.mul(f32x4.mul(p, t), bellOfX);
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/** The normal distribution function: the factor of x in GELU, in its exact form; where `slope` is set, GELU's derivative. */
// @ts-ignore: decorator
@inline
export function geluFactor(x: v128, slope: v128): v128 {
  const b = bell(x);
  return f32x4.add(normalCdf(x, b), v128.and(f32x4.mul(f32x4.mul(x, constant(TABLE, 35)), b), slope));
}

/** The sigmoid: the factor of x in SiLU; where `slope` is set, SiLU's derivative, s + x s (1 - s). */
// @ts-ignore: decorator
@inline
export function siluFactor(x: v128, slope: v128): v128 {
  const s = sigmoid(x);
  return madd(v128.and(f32x4.mul(x, s), slope), f32x4.sub(constant(TABLE, 0), s), s);
}

/** Two lanes of x less the nearest multiple of pi/2, which float64 keeps exact enough for any x that float32 resolves. */
// @ts-ignore: decorator
@inline
function reduceAngle(x: v128, quarters: v128): v128 {
  const r = f64x2.sub(x, f64x2.mul(quarters, f64x2.splat(1.5707963267341256)));
  return f32x4.demote_f64x2_zero(f64x2.sub(r, f64x2.mul(quarters, f64x2.splat(6.077100506506192e-11))));
}

/** Two lanes of a whole number, modulo 4. */
// @ts-ignore: decorator
@inline
function modulo4(quarters: v128): v128 {
  const fours = f64x2.mul(f64x2.floor(f64x2.mul(quarters, f64x2.splat(0.25))), f64x2.splat(4));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.sub(quarters, fours));
}

/** sin(x + quarter pi/2). */
// @ts-ignore: decorator
@inline
export function sine(x: v128, quarter: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  const lowQuarters = f64x2.nearest(f64x2.mul(low, f64x2.splat(0.6366197723675814)));
  const highQuarters = f64x2.nearest(f64x2.mul(high, f64x2.splat(0.6366197723675814)));
  const r = v128.shuffle<f32>(reduceAngle(low, lowQuarters), reduceAngle(high, highQuarters), 0, 1, 4, 5);
  const whole = v128.shuffle<i32>(modulo4(lowQuarters), modulo4(highQuarters), 0, 1, 4, 5);
  const turned = i32x4.add(whole, i32x4.splat(quarter));
  const z = f32x4.mul(r, r);
  let s = madd(constant(TABLE, 36), z, constant(TABLE, 37));
  s = madd(f32x4.mul(madd(s, z, constant(TABLE, 38)), z), r, r);
  let c = madd(constant(TABLE, 39), z, constant(TABLE, 40));
  c = madd(f32x4.mul(madd(c, z, constant(TABLE, 41)), z), z, f32x4.sub(constant(TABLE, 0), f32x4.mul(z, constant(TABLE, 1))));
  const odd = i32x4.eq(v128.and(turned, i32x4.splat(1)), i32x4.splat(1));
  return v128.xor(v128.bitselect(c, s, odd), i32x4.shl(i32x4.shr_u(turned, 1), 31));
}
