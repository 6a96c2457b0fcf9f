// Layer normalisation over the rows of dense [rows, n]: y = (x - mean) / sqrt(variance + eps) * gamma + beta, and RMS
// normalisation, the same without mean and beta. The backward passes take what the forward ones left: for each row a mean
// and the inverse of the deviation.
import { loadPart, madd, storePart, sumLanes } from './simd';
import { rowSum } from './rows';

/** The sum of (x - mean)^2. */
function squares(n: i32, x: usize, mean: f32): f32 {
  const shift = f32x4.splat(mean);
  const end = x + (<usize>(n & ~3) << 2);
  let a = f32x4.splat(0), b = a;
  for (; x + 32 <= end; x += 32) {
    const d = f32x4.sub(v128.load(x), shift);
    const e = f32x4.sub(v128.load(x, 16), shift);
    a = madd(d, d, a);
    b = madd(e, e, b);
  }
  for (; x < end; x += 16) {
    const d = f32x4.sub(v128.load(x), shift);
    a = madd(d, d, a);
  }
  let total = sumLanes(f32x4.add(a, b));
  for (let i = n & 3; i > 0; i--) {
    const d = load<f32>(x) - mean;
    total += d * d;
    x += 4;
  }
  return total;
}

// @ts-ignore: decorator
@inline
function forward(
  centred: bool, rows: i32, n: i32, eps: f32, x: usize, gamma: usize, beta: usize, means: usize, scales: usize, out: usize,
): void {
  const whole = <usize>(n & ~3) << 2;
  const rest = n & 3;
  for (let i = 0; i < rows; i++) {
    const mean: f32 = centred ? <f32>(rowSum(n, x) / <f64>n) : 0;
    const scale = <f32>1 / sqrt<f32>(squares(n, x, mean) / <f32>n + eps);
    if (centred) store<f32>(means + (<usize>i << 2), mean);
    store<f32>(scales + (<usize>i << 2), scale);
    const m = f32x4.splat(mean);
    const s = f32x4.splat(scale);
    for (let k: usize = 0; k < whole; k += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + k), m), s);
      v128.store(out + k, centred ? madd(h, v128.load(gamma + k), v128.load(beta + k)) : f32x4.mul(h, v128.load(gamma + k)));
    }
    if (rest) {
      const h = f32x4.mul(f32x4.mul(f32x4.sub(loadPart(x + whole, rest), m), s), loadPart(gamma + whole, rest));
      storePart(out + whole, centred ? f32x4.add(h, loadPart(beta + whole, rest)) : h, rest);
    }
    x += <usize>n << 2;
    out += <usize>n << 2;
  }
}

/**
 * dx; adds to dGamma and dBeta. With g' = g gamma and h = (x - mean) scale,
 * dx = scale (g' - mean of g' - h mean of g' h); without the second term where the mean was not taken off.
 */
// @ts-ignore: decorator
@inline
function backward(
  centred: bool, rows: i32, n: i32, x: usize, gamma: usize, means: usize, scales: usize, g: usize,
  dx: usize, dGamma: usize, dBeta: usize,
): void {
  const whole = <usize>(n & ~3) << 2;
  const rest = n & 3;
  for (let i = 0; i < rows; i++) {
    const m = centred ? v128.load32_splat(means + (<usize>i << 2)) : f32x4.splat(0);
    const s = v128.load32_splat(scales + (<usize>i << 2));
    let sum = f32x4.splat(0);
    let dot = f32x4.splat(0);
    for (let k: usize = 0; k < whole; k += 16) {
      const given = v128.load(g + k);
      const h = f32x4.mul(f32x4.sub(v128.load(x + k), m), s);
      const scaled = f32x4.mul(given, v128.load(gamma + k));
      sum = f32x4.add(sum, scaled);
      dot = madd(scaled, h, dot);
      v128.store(dGamma + k, madd(given, h, v128.load(dGamma + k)));
      if (centred) v128.store(dBeta + k, f32x4.add(given, v128.load(dBeta + k)));
    }
    if (rest) {
      const given = loadPart(g + whole, rest);
      const h = f32x4.mul(f32x4.sub(loadPart(x + whole, rest), m), s);
      const scaled = f32x4.mul(given, loadPart(gamma + whole, rest));
      sum = f32x4.add(sum, scaled);
      dot = madd(scaled, h, dot);
      storePart(dGamma + whole, madd(given, h, loadPart(dGamma + whole, rest)), rest);
      if (centred) storePart(dBeta + whole, f32x4.add(given, loadPart(dBeta + whole, rest)), rest);
    }
    const meanG = f32x4.splat(centred ? sumLanes(sum) / <f32>n : 0);
    const meanDot = f32x4.splat(sumLanes(dot) / <f32>n);
    for (let k: usize = 0; k < whole; k += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + k), m), s);
      const scaled = f32x4.mul(v128.load(g + k), v128.load(gamma + k));
      v128.store(dx + k, f32x4.mul(s, f32x4.sub(f32x4.sub(scaled, meanG), f32x4.mul(h, meanDot))));
    }
    if (rest) {
      const h = f32x4.mul(f32x4.sub(loadPart(x + whole, rest), m), s);
      const scaled = f32x4.mul(loadPart(g + whole, rest), loadPart(gamma + whole, rest));
      storePart(dx + whole, f32x4.mul(s, f32x4.sub(f32x4.sub(scaled, meanG), f32x4.mul(h, meanDot))), rest);
    }
    x += <usize>n << 2;
    g += <usize>n << 2;
    dx += <usize>n << 2;
  }
}

export function layerNorm(
  rows: i32, n: i32, eps: f32, x: usize, gamma: usize, beta: usize, means: usize, scales: usize, out: usize,
): void {
  forward(true, rows, n, eps, x, gamma, beta, means, scales, out);
}

export function layerNormBackward(
  rows: i32, n: i32, x: usize, gamma: usize, means: usize, scales: usize, g: usize, dx: usize, dGamma: usize, dBeta: usize,
): void {
  backward(true, rows, n, x, gamma, means, scales, g, dx, dGamma, dBeta);
}

export function rmsNorm(rows: i32, n: i32, eps: f32, x: usize, gamma: usize, scales: usize, out: usize): void {
  forward(false, rows, n, eps, x, gamma, 0, 0, scales, out);
}

export function rmsNormBackward(
  rows: i32, n: i32, x: usize, gamma: usize, scales: usize, g: usize, dx: usize, dGamma: usize,
): void {
  backward(false, rows, n, x, gamma, 0, scales, g, dx, dGamma, 0);
}
