// What every kernel is made of: fused or unfused multiply-add, horizontal sums, transposes, the exponential.

/** a*b + c: one rounding in the relaxed build where the processor can, two in the plain one. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Two vectors side by side. Both are there before either is stored, as V8's revectorizer, which joins them and what they
 * come from, wants it.
 */
// @ts-ignore: decorator
@inline
export function storePair(p: usize, x: v128, y: v128): void {
  v128.store(p, x);
  v128.store(p, y, 16);
}

/** The sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** The largest of the four lanes. */
// @ts-ignore: decorator
@inline
export function maxLanes(x: v128): f32 {
  const pairs = f32x4.pmax(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** Four rows of four, `from` bytes apart, become four columns, `to` bytes apart. */
// @ts-ignore: decorator
@inline
export function transpose4x4(source: usize, from: usize, target: usize, to: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + from);
  const c = v128.load(source + 2 * from);
  const d = v128.load(source + 3 * from);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(target + to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(target + 2 * to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(target + 3 * to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

// V8 rebuilds a splat constant on every turn of a loop; a load from memory it hoists. Coefficients from Cephes.
const EXP = memory.data<f32>([
  // 0: 2^x on [-1/2, 1/2], highest power first
  1.535336188319500e-4, 1.339887440266574e-3, 9.618437357674640e-3, 5.550332471162809e-2, 2.402264791363012e-1,
  6.931472028550421e-1, 1.0,
  // 7: clamp, and the shift that rounds to the nearest whole number
  -126.0, 12582912.0,
  // 9: e^x: log2(e), ln 2 in two parts, the polynomial, the ends of the range
  1.44269504088896341, 0.693359375, -2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  -87.33654, 88.72283, Infinity,
  // 21: what log2(e) is more than its float32
  1.92596299e-8,
]);

// @ts-ignore: decorator
@inline
export function constant(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

/** 2^r for r from -1/2 to 1/2. */
// @ts-ignore: decorator
@inline
function exp2Near0(r: v128): v128 {
  let p = madd(constant(EXP, 0), r, constant(EXP, 1));
  p = madd(p, r, constant(EXP, 2));
  p = madd(p, r, constant(EXP, 3));
  p = madd(p, r, constant(EXP, 4));
  p = madd(p, r, constant(EXP, 5));
  return madd(p, r, constant(EXP, 6));
}

/** 2^x for x <= 127; below -126 it stays at 2^-126. 1.2 ulp. */
// @ts-ignore: decorator
@inline
export function exp2(x: v128): v128 {
  const clamped = f32x4.pmax(x, constant(EXP, 7));
  const shifted = f32x4.add(clamped, constant(EXP, 8));
  const r = f32x4.sub(clamped, f32x4.sub(shifted, constant(EXP, 8)));
  return i32x4.add(exp2Near0(r), i32x4.shl(shifted, 23));
}

/** The whole number n next to x / ln 2, with the rounding shift added. */
// @ts-ignore: decorator
@inline
function shiftedPower(x: v128): v128 {
  return madd(x, constant(EXP, 9), constant(EXP, 8));
}

/** e^x 2^-n, where `shifted` is n with the rounding shift added. */
// @ts-ignore: decorator
@inline
function expRest(x: v128, shifted: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    // Fused, x / ln 2 - n loses nothing but what log2(e) is more than its float32, which is added.
    const minusN = f32x4.sub(constant(EXP, 8), shifted);
    return exp2Near0(madd(x, constant(EXP, 21), madd(x, constant(EXP, 9), minusN)));
  }
  const n = f32x4.sub(shifted, constant(EXP, 8));
  let r = f32x4.sub(x, f32x4.mul(n, constant(EXP, 10)));
  r = f32x4.sub(r, f32x4.mul(n, constant(EXP, 11)));
  let p = madd(constant(EXP, 12), r, constant(EXP, 13));
  p = madd(p, r, constant(EXP, 14));
  p = madd(p, r, constant(EXP, 15));
  p = madd(p, r, constant(EXP, 16));
  p = madd(p, r, constant(EXP, 17));
  return f32x4.add(madd(p, f32x4.mul(r, r), r), constant(EXP, 6));
}

/** e^x: 0 below -87.3, infinity above 88.7, NaN for NaN. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, constant(EXP, 18)), constant(EXP, 19));
  const shifted = shiftedPower(clamped);
  const p = expRest(clamped, shifted);
  // 2^n in two factors, since 2^128 has no exponent of its own; the bits of 1.0 are the exponent's bias
  const power = i32x4.sub(shifted, constant(EXP, 8));
  const half = i32x4.shr_s(power, 1);
  const rest = i32x4.sub(power, half);
  let result = f32x4.mul(p, i32x4.add(i32x4.shl(half, 23), constant(EXP, 6)));
  result = f32x4.mul(result, i32x4.add(i32x4.shl(rest, 23), constant(EXP, 6)));
  result = v128.bitselect(constant(EXP, 20), result, f32x4.gt(x, constant(EXP, 19)));
  return v128.andnot(result, f32x4.lt(x, constant(EXP, 18)));
}

/** e^x for x <= 0, and up to 88: half the work of `exp`. 0 below -87.3, NaN for NaN. */
// @ts-ignore: decorator
@inline
export function expDown(x: v128): v128 {
  const clamped = f32x4.pmax(x, constant(EXP, 18));
  const shifted = shiftedPower(clamped);
  const p = expRest(clamped, shifted);
  return v128.andnot(i32x4.add(p, i32x4.shl(shifted, 23)), f32x4.lt(x, constant(EXP, 18)));
}

/** The first `count` floats at p, 1 to 3 of them, and zeros: the end of a row, read exactly. */
// @ts-ignore: decorator
@inline
export function loadPart(p: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(p);
  const pair = v128.load64_zero(p);
  return count == 2 ? pair : v128.load_lane<f32>(p, pair, 2, 8);
}

const PART_MASK = memory.data<i32>([-1, -1, -1, 0, 0, 0]);

/** The same with `fill` in place of zeros. */
// @ts-ignore: decorator
@inline
export function loadPartOr(p: usize, count: i32, fill: v128): v128 {
  return v128.bitselect(loadPart(p, count), fill, v128.load(PART_MASK + (<usize>(3 - count) << 2)));
}

/** Four bytes of a mask, 0 or 1, as lanes of no or all bits. */
// @ts-ignore: decorator
@inline
export function loadMask(p: usize): v128 {
  const wide = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(p)));
  return i32x4.gt_s(wide, i32x4.splat(0));
}

/** Writes the first `count` lanes, 1 to 3 of them. */
// @ts-ignore: decorator
@inline
export function storePart(p: usize, x: v128, count: i32): void {
  if (count == 1) {
    v128.store_lane<f32>(p, x, 0);
    return;
  }
  v128.store_lane<i64>(p, x, 0);
  if (count == 3) v128.store_lane<f32>(p, x, 2, 8);
}

const MIX = memory.data<i32>([0x7feb352d, 0x846ca68b]);

/** A well-mixed word for each counter (lowbias32, C. Wellons): the kernels' random numbers, a function of place and seed. */
// @ts-ignore: decorator
@inline
export function mix(x: v128): v128 {
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, constant(MIX, 0));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, constant(MIX, 1));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** All ones where the counter's random word is at or above `threshold` = p * 2^31, in 31 bits: dropped with probability p. */
// @ts-ignore: decorator
@inline
export function keep(counter: v128, threshold: v128): v128 {
  return i32x4.ge_s(i32x4.shr_u(mix(counter), 1), threshold);
}
