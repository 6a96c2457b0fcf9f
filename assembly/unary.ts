// Elementwise functions of one argument, out = f(x), and what their backward passes need, out = g f'(x), all dense.
// Derivatives are written in x or in y = f(x), whichever is cheaper; src/tensor/ops says which.
import { geluFactor, log as logLanes, negate, siluFactor, sine, tanh as tanhLanes } from './functions';
import { Strip, elementwise, loopSettings } from './elementwise';
import { constant, exp as expLanes, storePair } from './simd';

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
const LEAKY_RELU: i32 = 13;
const ELU: i32 = 14;

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
  return f32x4.pmax(x, f32x4.splat(0));
}

/**
 * g f'(s), where s is x or y. Long ones also serve f itself: GELU and SILU give g times their factor of x, and only with
 * `slope` its derivative; leaky ReLU of x is x times its slope, which is the derivative too; ELU takes y.
 */
// @ts-ignore: decorator
@inline
function gradientLanes(op: i32, s: v128, g: v128, slope: v128): v128 {
  if (op == SQRT) return f32x4.div(f32x4.mul(g, constant(NUMBERS, 1)), s);
  if (op == RSQRT) return f32x4.mul(f32x4.mul(g, constant(NUMBERS, 2)), f32x4.mul(s, f32x4.mul(s, s)));
  if (op == SQUARE) return f32x4.mul(g, f32x4.mul(s, constant(NUMBERS, 3)));
  if (op == ABS) {
    const signed = v128.xor(g, v128.and(s, negate(f32x4.splat(0))));
    return v128.andnot(signed, f32x4.eq(s, f32x4.splat(0)));
  }
  if (op == RECIPROCAL) return negate(f32x4.mul(g, f32x4.mul(s, s)));
  if (op == SIGMOID) return f32x4.mul(g, f32x4.mul(s, f32x4.sub(constant(NUMBERS, 0), s)));
  if (op == TANH) return f32x4.mul(g, f32x4.sub(constant(NUMBERS, 0), f32x4.mul(s, s)));
  if (op == GELU) return f32x4.mul(g, geluFactor(s, slope));
  if (op == SILU) return f32x4.mul(g, siluFactor(s, slope));
  if (op == LEAKY_RELU) return v128.bitselect(g, f32x4.mul(g, slope), f32x4.gt(s, f32x4.splat(0)));
  if (op == ELU) {
    return v128.bitselect(g, f32x4.mul(g, f32x4.add(s, slope)), f32x4.gt(s, f32x4.splat(0)));
  }
  return v128.and(g, f32x4.gt(s, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function map(op: i32, strip: Strip): void {
  let x = strip.a, out = strip.out;
  const end = out + (<usize>strip.n << 2);
  do {
    storePair(out, lanes(op, v128.load(x)), lanes(op, v128.load(x, 16)));
    x += 32;
    out += 32;
  } while (out < end);
}

// @ts-ignore: decorator
@inline
function mapGradient(op: i32, strip: Strip): void {
  const slope = v128.load32_splat(strip.settings);
  const gStep = strip.bStep;
  let x = strip.a, g = strip.b, out = strip.out;
  const end = out + (<usize>strip.n << 2);
  do {
    storePair(
      out,
      gradientLanes(op, v128.load(x), v128.load(g), slope),
      gradientLanes(op, v128.load(x, 16), v128.load(g, 16), slope),
    );
    x += 32;
    g += gStep;
    out += 32;
  } while (out < end);
}

function negLoop(strip: Strip): void { map(NEG, strip); }
function expLoop(strip: Strip): void { map(EXP, strip); }
function logLoop(strip: Strip): void { map(LOG, strip); }
function sqrtLoop(strip: Strip): void { map(SQRT, strip); }
function rsqrtLoop(strip: Strip): void { map(RSQRT, strip); }
function squareLoop(strip: Strip): void { map(SQUARE, strip); }
function absLoop(strip: Strip): void { map(ABS, strip); }
function reciprocalLoop(strip: Strip): void { map(RECIPROCAL, strip); }
function tanhLoop(strip: Strip): void { map(TANH, strip); }
function reluLoop(strip: Strip): void { map(RELU, strip); }
function sqrtGradientLoop(strip: Strip): void { mapGradient(SQRT, strip); }
function rsqrtGradientLoop(strip: Strip): void { mapGradient(RSQRT, strip); }
function squareGradientLoop(strip: Strip): void { mapGradient(SQUARE, strip); }
function absGradientLoop(strip: Strip): void { mapGradient(ABS, strip); }
function reciprocalGradientLoop(strip: Strip): void { mapGradient(RECIPROCAL, strip); }
function tanhGradientLoop(strip: Strip): void { mapGradient(TANH, strip); }
function sigmoidGradientLoop(strip: Strip): void { mapGradient(SIGMOID, strip); }
function reluGradientLoop(strip: Strip): void { mapGradient(RELU, strip); }
function geluLoop(strip: Strip): void { mapGradient(GELU, strip); }
function siluLoop(strip: Strip): void { mapGradient(SILU, strip); }
function leakyReluLoop(strip: Strip): void { mapGradient(LEAKY_RELU, strip); }
function eluGradientLoop(strip: Strip): void { mapGradient(ELU, strip); }

/** out = x above 0, alpha (e^x - 1) below: as tanh(x / 2) (e^x + 1), which loses nothing near 0. */
function eluLoop(strip: Strip): void {
  const alpha = v128.load32_splat(strip.settings);
  const one = constant(NUMBERS, 0), half = constant(NUMBERS, 1);
  let x = strip.a, out = strip.out;
  const end = out + (<usize>strip.n << 2);
  do {
    const v = v128.load(x);
    const curve = f32x4.mul(tanhLanes(f32x4.mul(v, half)), f32x4.add(expLanes(f32x4.pmin(v, f32x4.splat(0))), one));
    v128.store(out, v128.bitselect(v, f32x4.mul(alpha, curve), f32x4.gt(v, f32x4.splat(0))));
    x += 16;
    out += 16;
  } while (out < end);
}

/** out = b sin(a + quarters pi/2), of which the revectorizer could make nothing more. */
function sineLoop(strip: Strip): void {
  const quarters = load<i32>(strip.settings);
  const bStep = strip.bStep >> 1;
  let x = strip.a, b = strip.b, out = strip.out;
  const end = out + (<usize>strip.n << 2);
  do {
    v128.store(out, f32x4.mul(v128.load(b), sine(v128.load(x), quarters)));
    x += 16;
    b += bStep;
    out += 16;
  } while (out < end);
}

function run(n: i32, x: usize, g: usize, out: usize, loop: (strip: Strip) => void, work: i32): void {
  elementwise(1, n, x, 0, 1, g, 0, 1, out, 2, loop, work);
}

export function neg(n: i32, x: usize, out: usize): void { run(n, x, x, out, negLoop, 1); }
export function exp(n: i32, x: usize, out: usize): void { run(n, x, x, out, expLoop, 8); }
export function log(n: i32, x: usize, out: usize): void { run(n, x, x, out, logLoop, 11); }
export function sqrt(n: i32, x: usize, out: usize): void { run(n, x, x, out, sqrtLoop, 2); }
export function rsqrt(n: i32, x: usize, out: usize): void { run(n, x, x, out, rsqrtLoop, 3); }
export function square(n: i32, x: usize, out: usize): void { run(n, x, x, out, squareLoop, 1); }
export function abs(n: i32, x: usize, out: usize): void { run(n, x, x, out, absLoop, 1); }
export function reciprocal(n: i32, x: usize, out: usize): void { run(n, x, x, out, reciprocalLoop, 2); }
export function tanh(n: i32, x: usize, out: usize): void { run(n, x, x, out, tanhLoop, 11); }
export function relu(n: i32, x: usize, out: usize): void { run(n, x, x, out, reluLoop, 1); }
export function sqrtGradient(n: i32, y: usize, g: usize, out: usize): void { run(n, y, g, out, sqrtGradientLoop, 2); }
export function rsqrtGradient(n: i32, y: usize, g: usize, out: usize): void { run(n, y, g, out, rsqrtGradientLoop, 1); }
export function squareGradient(n: i32, x: usize, g: usize, out: usize): void { run(n, x, g, out, squareGradientLoop, 1); }
export function absGradient(n: i32, x: usize, g: usize, out: usize): void { run(n, x, g, out, absGradientLoop, 1); }
export function reciprocalGradient(n: i32, y: usize, g: usize, out: usize): void { run(n, y, g, out, reciprocalGradientLoop, 1); }
export function tanhGradient(n: i32, y: usize, g: usize, out: usize): void { run(n, y, g, out, tanhGradientLoop, 1); }
export function sigmoidGradient(n: i32, y: usize, g: usize, out: usize): void { run(n, y, g, out, sigmoidGradientLoop, 1); }
export function reluGradient(n: i32, y: usize, g: usize, out: usize): void { run(n, y, g, out, reluGradientLoop, 1); }

/** out = b f(a), where b may be a, or 1 throughout. */
function family(
  n: i32, setting: i32, x: usize, b: usize, bColumn: i32, out: usize, loop: (strip: Strip) => void, work: i32,
): void {
  store<i32>(loopSettings(), setting);
  elementwise(1, n, x, 0, 1, b, 0, bColumn, out, 2, loop, work);
}

export function gelu(n: i32, x: usize, out: usize): void { family(n, 0, x, x, 1, out, geluLoop, 12); }
export function geluGradient(n: i32, x: usize, g: usize, out: usize): void { family(n, -1, x, g, 1, out, geluLoop, 12); }
export function sigmoid(n: i32, x: usize, out: usize): void { family(n, 0, x, NUMBERS, 0, out, siluLoop, 9); }
export function silu(n: i32, x: usize, out: usize): void { family(n, 0, x, x, 1, out, siluLoop, 9); }
export function siluGradient(n: i32, x: usize, g: usize, out: usize): void { family(n, -1, x, g, 1, out, siluLoop, 9); }
export function sin(n: i32, x: usize, out: usize): void { family(n, 0, x, NUMBERS, 0, out, sineLoop, 15); }
export function cos(n: i32, x: usize, out: usize): void { family(n, 1, x, NUMBERS, 0, out, sineLoop, 15); }
export function sinGradient(n: i32, x: usize, g: usize, out: usize): void { family(n, 1, x, g, 1, out, sineLoop, 15); }
export function cosGradient(n: i32, x: usize, g: usize, out: usize): void { family(n, 2, x, g, 1, out, sineLoop, 15); }

/** out = b f(a) for a function with a number of its own. */
function parametric(n: i32, parameter: f32, x: usize, b: usize, out: usize, loop: (strip: Strip) => void, work: i32): void {
  store<f32>(loopSettings(), parameter);
  elementwise(1, n, x, 0, 1, b, 0, 1, out, 2, loop, work);
}

export function leakyRelu(n: i32, slope: f32, x: usize, out: usize): void { parametric(n, slope, x, x, out, leakyReluLoop, 1); }
export function leakyReluGradient(n: i32, slope: f32, x: usize, g: usize, out: usize): void {
  parametric(n, slope, x, g, out, leakyReluLoop, 1);
}
export function elu(n: i32, alpha: f32, x: usize, out: usize): void { parametric(n, alpha, x, x, out, eluLoop, 20); }
export function eluGradient(n: i32, alpha: f32, y: usize, g: usize, out: usize): void {
  parametric(n, alpha, y, g, out, eluGradientLoop, 1);
}
