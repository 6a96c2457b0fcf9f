// Cross-entropy of the rows of dense logits [rows, n] and one target a row, without the log-softmax ever being stored.
import { rowSum } from './rows';
import { expDown, loadPart, storePart } from './simd';
import { logSumExpRow } from './softmax';

/**
 * losses[i] = (1 - smoothing) (normaliser - x[target]) + smoothing (normaliser - mean of x), where the normaliser is the
 * log-sum-exp of the row, kept for the backward pass; 0 where the target is `ignored`. Returns how many are not.
 */
export function crossEntropy(
  rows: i32, n: i32, smoothing: f32, ignored: i32, x: usize, targets: usize, normalisers: usize, losses: usize,
): i32 {
  let counted = 0;
  for (let i = 0; i < rows; i++) {
    const at = <usize>i << 2;
    const target = load<i32>(targets + at);
    let loss: f32 = 0;
    if (target != ignored) {
      const normaliser = logSumExpRow(n, x);
      store<f32>(normalisers + at, normaliser);
      loss = normaliser - load<f32>(x + (<usize>target << 2));
      if (smoothing > 0) loss += smoothing * (normaliser - <f32>(rowSum(n, x) / <f64>n) - loss);
      counted++;
    }
    store<f32>(losses + at, loss);
    x += <usize>n << 2;
  }
  return counted;
}

/**
 * dx = scale g (softmax(x) - (1 - smoothing) [target] - smoothing / n), and 0 in ignored rows. g has a stride from row to
 * row in elements: 0 where one gradient serves all.
 */
export function crossEntropyBackward(
  rows: i32, n: i32, smoothing: f32, ignored: i32, scale: f32,
  x: usize, targets: usize, normalisers: usize, g: usize, gRow: i32, dx: usize,
): void {
  const row = <usize>n << 2;
  const rest = n & 3;
  for (let i = 0; i < rows; i++) {
    const target = load<i32>(targets + (<usize>i << 2));
    if (target == ignored) {
      memory.fill(dx, 0, row);
      x += row;
      dx += row;
      continue;
    }
    const weight = scale * load<f32>(g + (<usize>(i * gRow) << 2));
    const weights = f32x4.splat(weight);
    const even = f32x4.splat(weight * smoothing / <f32>n);
    const shift = v128.load32_splat(normalisers + (<usize>i << 2));
    const hit = dx + (<usize>target << 2);
    const end = x + (<usize>(n & ~3) << 2);
    for (; x < end; x += 16) {
      v128.store(dx, f32x4.sub(f32x4.mul(expDown(f32x4.sub(v128.load(x), shift)), weights), even));
      dx += 16;
    }
    if (rest) {
      storePart(dx, f32x4.sub(f32x4.mul(expDown(f32x4.sub(loadPart(x, rest), shift)), weights), even), rest);
      x += <usize>rest << 2;
      dx += <usize>rest << 2;
    }
    store<f32>(hit, load<f32>(hit) - weight * (1 - smoothing));
  }
}
