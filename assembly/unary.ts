// Elementwise functions of one argument, out = f(x), and what their backward passes need, out = g f'(x), all dense.
// Derivatives are written in x or in y = f(x), whichever is cheaper; src/tensor/ops says which.
import { gelu as geluLanes, geluDerivative, log as logLanes, negate, sigmoid as sigmoidLanes, siluDerivative, sine, tanh as tanhLanes } from './functions';
import { constant, exp as expLanes, loadPart, storePart } from './simd';

const NEG: i32 = 0;
const EXP: i32 = 1;
const LOG: i32 = 2;
const SQRT: i32 = 3;
const RSQRT: i32 = 4;
const SQUARE: i32 = 5;
const ABS: i32 = 6;
const RECIPROCAL: i32 = 7;
const TANH: i32 = 8;
const SIGMOID: i32 = 9;
const RELU: i32 = 10;
const GELU: i32 = 11;
const SILU: i32 = 12;
const SIN: i32 = 13;
const COS: i32 = 14;

const NUMBERS = memory.data<f32>([1.0, 0.5, -0.5, 2.0]);

// `op` is a constant at each call, so that only one branch is left after inlining.
// @ts-ignore: decorator
@inline
function lanes(op: i32, x: v128): v128 {
  if (op == NEG) return negate(x);
  if (op == EXP) return expLanes(x);
  if (op == LOG) return logLanes(x);
  if (op == SQRT) return f32x4.sqrt(x);
  if (op == RSQRT) return f32x4.div(constant(NUMBERS, 0), f32x4.sqrt(x));
  if (op == SQUARE) return f32x4.mul(x, x);
  if (op == ABS) return f32x4.abs(x);
  if (op == RECIPROCAL) return f32x4.div(constant(NUMBERS, 0), x);
  if (op == TANH) return tanhLanes(x);
  if (op == SIGMOID) return sigmoidLanes(x);
  if (op == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (op == GELU) return geluLanes(x);
  if (op == SILU) return f32x4.mul(x, sigmoidLanes(x));
  if (op == SIN) return sine(x, 0);
  return sine(x, 1);
}

/** g f'(s), where s is x or y. */
// @ts-ignore: decorator
@inline
function gradientLanes(op: i32, s: v128, g: v128): v128 {
  if (op == SQRT) return f32x4.div(f32x4.mul(g, constant(NUMBERS, 1)), s);
  if (op == RSQRT) return f32x4.mul(f32x4.mul(g, constant(NUMBERS, 2)), f32x4.mul(s, f32x4.mul(s, s)));
  if (op == SQUARE) return f32x4.mul(g, f32x4.mul(s, constant(NUMBERS, 3)));
  if (op == ABS) {
    const signed = v128.xor(g, v128.and(s, negate(f32x4.splat(0))));
    return v128.andnot(signed, f32x4.eq(s, f32x4.splat(0)));
  }
  if (op == RECIPROCAL) return negate(f32x4.mul(g, f32x4.mul(s, s)));
  if (op == TANH) return f32x4.mul(g, f32x4.sub(constant(NUMBERS, 0), f32x4.mul(s, s)));
  if (op == SIGMOID) return f32x4.mul(g, f32x4.mul(s, f32x4.sub(constant(NUMBERS, 0), s)));
  if (op == RELU) return v128.and(g, f32x4.gt(s, f32x4.splat(0)));
  if (op == GELU) return f32x4.mul(g, geluDerivative(s));
  if (op == SILU) return f32x4.mul(g, siluDerivative(s));
  if (op == SIN) return f32x4.mul(g, sine(s, 1));
  return f32x4.mul(g, sine(s, 2));
}

// @ts-ignore: decorator
@inline
function map(op: i32, n: i32, x: usize, out: usize): void {
  const whole = out + (<usize>(n & ~3) << 2);
  for (; out < whole; out += 16) {
    v128.store(out, lanes(op, v128.load(x)));
    x += 16;
  }
  const rest = n & 3;
  if (rest) storePart(out, lanes(op, loadPart(x, rest)), rest);
}

// @ts-ignore: decorator
@inline
function mapGradient(op: i32, n: i32, s: usize, g: usize, out: usize): void {
  const whole = out + (<usize>(n & ~3) << 2);
  for (; out < whole; out += 16) {
    v128.store(out, gradientLanes(op, v128.load(s), v128.load(g)));
    s += 16;
    g += 16;
  }
  const rest = n & 3;
  if (rest) storePart(out, gradientLanes(op, loadPart(s, rest), loadPart(g, rest)), rest);
}

export function neg(n: i32, x: usize, out: usize): void { map(NEG, n, x, out); }
export function exp(n: i32, x: usize, out: usize): void { map(EXP, n, x, out); }
export function log(n: i32, x: usize, out: usize): void { map(LOG, n, x, out); }
export function sqrt(n: i32, x: usize, out: usize): void { map(SQRT, n, x, out); }
export function rsqrt(n: i32, x: usize, out: usize): void { map(RSQRT, n, x, out); }
export function square(n: i32, x: usize, out: usize): void { map(SQUARE, n, x, out); }
export function abs(n: i32, x: usize, out: usize): void { map(ABS, n, x, out); }
export function reciprocal(n: i32, x: usize, out: usize): void { map(RECIPROCAL, n, x, out); }
export function tanh(n: i32, x: usize, out: usize): void { map(TANH, n, x, out); }
export function sigmoid(n: i32, x: usize, out: usize): void { map(SIGMOID, n, x, out); }
export function relu(n: i32, x: usize, out: usize): void { map(RELU, n, x, out); }
export function gelu(n: i32, x: usize, out: usize): void { map(GELU, n, x, out); }
export function silu(n: i32, x: usize, out: usize): void { map(SILU, n, x, out); }
export function sin(n: i32, x: usize, out: usize): void { map(SIN, n, x, out); }
export function cos(n: i32, x: usize, out: usize): void { map(COS, n, x, out); }

export function sqrtGradient(n: i32, y: usize, g: usize, out: usize): void { mapGradient(SQRT, n, y, g, out); }
export function rsqrtGradient(n: i32, y: usize, g: usize, out: usize): void { mapGradient(RSQRT, n, y, g, out); }
export function squareGradient(n: i32, x: usize, g: usize, out: usize): void { mapGradient(SQUARE, n, x, g, out); }
export function absGradient(n: i32, x: usize, g: usize, out: usize): void { mapGradient(ABS, n, x, g, out); }
export function reciprocalGradient(n: i32, y: usize, g: usize, out: usize): void { mapGradient(RECIPROCAL, n, y, g, out); }
export function tanhGradient(n: i32, y: usize, g: usize, out: usize): void { mapGradient(TANH, n, y, g, out); }
export function sigmoidGradient(n: i32, y: usize, g: usize, out: usize): void { mapGradient(SIGMOID, n, y, g, out); }
export function reluGradient(n: i32, y: usize, g: usize, out: usize): void { mapGradient(RELU, n, y, g, out); }
export function geluGradient(n: i32, x: usize, g: usize, out: usize): void { mapGradient(GELU, n, x, g, out); }
export function siluGradient(n: i32, x: usize, g: usize, out: usize): void { mapGradient(SILU, n, x, g, out); }
export function sinGradient(n: i32, x: usize, g: usize, out: usize): void { mapGradient(SIN, n, x, g, out); }
export function cosGradient(n: i32, x: usize, g: usize, out: usize): void { mapGradient(COS, n, x, g, out); }

/** x to a constant power: one element at a time, since it is rare (squares and roots have kernels of their own). */
export function pow(n: i32, exponent: f32, x: usize, out: usize): void {
  const end = out + (<usize>n << 2);
  for (; out < end; out += 4) {
    store<f32>(out, Mathf.pow(load<f32>(x), exponent));
    x += 4;
  }
}
