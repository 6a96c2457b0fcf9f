import { kernels } from '../../runtime/index.ts';
import {
  contiguous,
  empty,
  formatShape,
  linear,
  permute,
  record,
  requireFloat,
  reshape,
  ShapeError,
  sum,
  type Tensor,
  tidy,
  zeros,
} from '../../tensor/index.ts';
import {
  type AxisWindow,
  checkedAxes,
  checkedAxis,
  POINT,
  requireChannelsLast,
  type WindowOptions,
  type WindowOptions2d,
  windowsOf,
} from './windows.ts';

/** Elements of unfolded windows that are worked on at once: they stay in the second cache from one kernel to the next. */
const PIECE = 1 << 17;

/**
 * Convolution over time, channels last: x [B, L, In], weight [Out, In, K] as in PyTorch, bias [Out] -> [B, L', Out],
 *
 *     y[t] = b + sum over k of W[:, :, k] x[t stride - padding + k dilation]
 *
 * with zeros beyond the ends and L' = floor((L + 2 padding - dilation (K - 1) - 1) / stride) + 1.
 *
 * @throws ShapeError if the extents do not fit, or x is shorter than a window; ValueError for options out of range.
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: Omit<WindowOptions, 'kernelSize'> = {},
): Tensor {
  requireFloat('conv1d', x, weight);
  requireWeight('conv1d', weight, bias, '[Out, In, K]');
  const [outputs, inputs, kernelSize] = weight.shape;
  const axis = checkedAxis('conv1d', { ...options, kernelSize });
  requireChannelsLast('conv1d', x, '[B, L, C]', inputs);
  return tidy(() => {
    const [batch, length] = x.shape;
    const matrix = reshape(permute(weight, [0, 2, 1]), [outputs, kernelSize * inputs]);
    const image = reshape(x, [batch, 1, length, inputs]);
    const y = convolve('conv1d', image, matrix, bias, [POINT, axis]);
    return reshape(y, [batch, y.shape[2], outputs]);
  });
}

/**
 * Convolution over an image, channels last: x [B, H, W, In], weight [Out, In, Kh, Kw] as in PyTorch, bias [Out] ->
 * [B, H', W', Out],
 *
 *     y[i, j] = b + sum over k, l of W[:, :, k, l] x[i stride - padding + k dilation, j stride - padding + l dilation]
 *
 * Channels last, since what a window sees of a line is then one run of memory, and the product of windows and weights is
 * the result as it lies, with nothing to transpose.
 *
 * @throws ShapeError if the extents do not fit, or x is smaller than a window; ValueError for options out of range.
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: Omit<WindowOptions2d, 'kernelSize'> = {},
): Tensor {
  requireFloat('conv2d', x, weight);
  requireWeight('conv2d', weight, bias, '[Out, In, Kh, Kw]');
  const [outputs, inputs, height, width] = weight.shape;
  const axes = checkedAxes('conv2d', { ...options, kernelSize: [height, width] });
  requireChannelsLast('conv2d', x, '[B, H, W, C]', inputs);
  return tidy(() => {
    const matrix = reshape(permute(weight, [0, 2, 3, 1]), [outputs, height * width * inputs]);
    return convolve('conv2d', x, matrix, bias, axes);
  });
}

function requireWeight(operation: string, weight: Tensor, bias: Tensor | null, axes: string): void {
  const [outputs] = weight.shape;
  const fits = bias === null || (bias.rank === 1 && bias.size === outputs);
  if (weight.rank === axes.split(',').length && fits) return;
  throw new ShapeError(
    `${operation}: needs weight ${axes} and bias [Out]; got ${formatShape(weight.shape)}` +
      `${bias === null ? '' : ` and ${formatShape(bias.shape)}`}`,
  );
}

/**
 * x [B, H, W, In], matrix [Out, Kh Kw In] -> [B, H', W', Out]. Windows are unfolded a piece at a time, and again in the
 * backward pass, so that there is never a matrix of all of them in memory.
 */
function convolve(
  operation: string,
  x: Tensor,
  matrix: Tensor,
  bias: Tensor | null,
  axes: readonly [AxisWindow, AxisWindow],
): Tensor {
  const shape = x.shape;
  const { steps, taps, layout } = windowsOf(operation, shape, axes);
  const inputs = [x, matrix, ...(bias ? [bias] : [])];
  // Windows of one position, each at its own: there is nothing to gather.
  const still = steps[0] === shape[1] && steps[1] === shape[2];
  if (taps === 1 && still && axes.every(({ stride }) => stride === 1)) return linear(x, matrix, bias);

  const [rows, columns] = steps;
  const [outputs, patch] = matrix.shape;
  const out = empty([shape[0], rows, columns, outputs], 'float32', operation);
  const pieces = piecesOf(shape[0] * rows, columns, patch);
  tidy(() => {
    const { unfold, gemm } = kernels();
    const [source, weights] = [contiguous(x).pointer, contiguous(matrix).pointer];
    const start = bias ? contiguous(bias).pointer : 0;
    const windows = empty([pieces.size]).pointer;
    for (const [from, to] of pieces.ranges) {
      unfold(layout.pointer, from, to, source, windows);
      const y = out.pointer + 4 * from * columns * outputs;
      // biome-ignore format: as the kernel groups them
      gemm((to - from) * columns, outputs, patch, windows, patch, 1, weights, 1, patch, y, outputs, start, 0, 0);
    }
  });
  return record(operation, out, inputs, [x, matrix, layout], (g, [x, matrix, layout], needs) => {
    const [dx, dMatrix] = gradients(contiguous(g), x, matrix, layout, needs);
    return [dx, dMatrix, needs[2] ? sum(reshape(g, [-1, outputs]), 0) : null];
  });
}

function gradients(
  g: Tensor,
  x: Tensor,
  matrix: Tensor,
  layout: Tensor,
  [needsX, needsMatrix]: readonly boolean[],
): [Tensor | null, Tensor | null] {
  const { unfold, fold, gemm } = kernels();
  const [batch, rows, columns, outputs] = g.shape;
  const patch = matrix.shape[1];
  const pieces = piecesOf(batch * rows, columns, patch);
  const dx = needsX ? zeros(x.shape) : null;
  const dMatrix = needsMatrix ? zeros(matrix.shape) : null;
  const [source, weights] = [contiguous(x).pointer, contiguous(matrix).pointer];
  const windows = empty([pieces.size]).pointer;
  for (const [from, to] of pieces.ranges) {
    const n = (to - from) * columns;
    const dy = g.pointer + 4 * from * columns * outputs;
    if (dMatrix !== null) {
      unfold(layout.pointer, from, to, source, windows);
      const target = dMatrix.pointer;
      // biome-ignore format: as the kernel groups them
      gemm(outputs, patch, n, dy, 1, outputs, windows, patch, 1, target, patch, target, patch, 0);
    }
    if (dx !== null) {
      // biome-ignore format: as the kernel groups them
      gemm(n, patch, outputs, dy, outputs, 1, weights, patch, 1, windows, patch, 0, 0, 0);
      fold(layout.pointer, from, to, windows, dx.pointer);
    }
  }
  return [dx, dMatrix];
}

/** Lines of windows, [B H'], cut into pieces; `size` is what the largest unfolds to. */
function piecesOf(
  lines: number,
  columns: number,
  patch: number,
): { size: number; ranges: (readonly [from: number, to: number])[] } {
  const most = Math.max(1, Math.floor(PIECE / Math.max(1, columns * patch)));
  const count = Math.ceil(lines / most);
  const ranges = Array.from(
    { length: count },
    (_, i) => [i * most, Math.min(lines, (i + 1) * most)] as const,
  );
  return { size: Math.min(most, lines) * columns * patch, ranges };
}
