import { kernels } from '../../runtime/index.ts';
import {
  contiguous,
  empty,
  record,
  requireFloat,
  reshape,
  type Tensor,
  tidy,
  ValueError,
  zeros,
} from '../../tensor/index.ts';
import {
  type AxisWindow,
  checkedAxes,
  checkedAxis,
  type Pair,
  POINT,
  requireChannelsLast,
  windowsOf,
} from './windows.ts';

export interface PoolOptions<N = number> {
  /** Positions that a window looks at. */
  kernelSize: N;
  /** From one window's start to the next's; `kernelSize` by default. */
  stride?: N;
  /** By how much windows reach beyond the edges, at most half of `kernelSize`; what is there does not count. */
  padding?: N;
}

type Reduce = (operation: string, x: Tensor, axes: readonly [AxisWindow, AxisWindow]) => Tensor;

/**
 * The largest of each window, channel by channel: x [B, L, C] -> [B, L', C], L' = floor((L + 2 padding - K) / stride) + 1. The
 * gradient goes to the first place where it stands.
 *
 * @throws ShapeError unless x has three axes and is long enough for a window; ValueError for options out of range.
 */
export function maxPool1d(x: Tensor, options: PoolOptions): Tensor {
  return pool1d('maxPool1d', x, options, largest);
}

/**
 * The mean of each window, of the positions that lie in x: x [B, L, C] -> [B, L', C]. (PyTorch counts padding, too, unless told
 * count_include_pad=False.)
 *
 * @throws ShapeError unless x has three axes and is long enough for a window; ValueError for options out of range.
 */
export function meanPool1d(x: Tensor, options: PoolOptions): Tensor {
  return pool1d('meanPool1d', x, options, average);
}

/**
 * The largest of each window, channel by channel: x [B, H, W, C] -> [B, H', W', C].
 *
 * @throws ShapeError unless x has four axes and is large enough for a window; ValueError for options out of range.
 */
export function maxPool2d(x: Tensor, options: PoolOptions<Pair>): Tensor {
  return pool2d('maxPool2d', x, options, largest);
}

/**
 * The mean of each window, of the positions that lie in x: x [B, H, W, C] -> [B, H', W', C].
 *
 * @throws ShapeError unless x has four axes and is large enough for a window; ValueError for options out of range.
 */
export function meanPool2d(x: Tensor, options: PoolOptions<Pair>): Tensor {
  return pool2d('meanPool2d', x, options, average);
}

function pool1d(operation: string, x: Tensor, options: PoolOptions, reduce: Reduce): Tensor {
  const axis = checkedAxis(operation, { ...options, stride: options.stride ?? options.kernelSize });
  requirePadding(operation, [axis]);
  requireChannelsLast(operation, x, '[B, L, C]');
  return tidy(() => {
    const [batch, length, channels] = x.shape;
    const y = reduce(operation, reshape(x, [batch, 1, length, channels]), [POINT, axis]);
    return reshape(y, [batch, y.shape[2], channels]);
  });
}

function pool2d(operation: string, x: Tensor, options: PoolOptions<Pair>, reduce: Reduce): Tensor {
  const axes = checkedAxes(operation, { ...options, stride: options.stride ?? options.kernelSize });
  requirePadding(operation, axes);
  requireChannelsLast(operation, x, '[B, H, W, C]');
  return tidy(() => reduce(operation, x, axes));
}

/** With more there could be windows that see nothing. */
function requirePadding(operation: string, axes: readonly AxisWindow[]): void {
  for (const { taps, padding } of axes) {
    if (typeof padding === 'number' && 2 * padding <= taps) continue;
    throw new ValueError(
      `${operation}: padding must be a number, at most half of kernelSize ${taps}; got ${JSON.stringify(padding)}`,
    );
  }
}

function largest(operation: string, x: Tensor, axes: readonly [AxisWindow, AxisWindow]): Tensor {
  requireFloat(operation, x);
  const shape = x.shape;
  const { steps, layout } = windowsOf(operation, shape, axes);
  const out = empty([shape[0], ...steps, shape[3]], 'float32', operation);
  const places = empty(out.shape, 'int32', operation);
  kernels().maxPool(layout.pointer, contiguous(x).pointer, out.pointer, places.pointer);
  return record(operation, out, [x], [places, layout], (g, [places, layout]) => {
    const dx = zeros(shape);
    kernels().maxPoolBackward(layout.pointer, contiguous(g).pointer, places.pointer, dx.pointer);
    return [dx];
  });
}

function average(operation: string, x: Tensor, axes: readonly [AxisWindow, AxisWindow]): Tensor {
  requireFloat(operation, x);
  const shape = x.shape;
  const { steps, layout } = windowsOf(operation, shape, axes);
  const out = empty([shape[0], ...steps, shape[3]], 'float32', operation);
  kernels().meanPool(layout.pointer, contiguous(x).pointer, out.pointer);
  return record(operation, out, [x], [layout], (g, [layout]) => {
    const dx = zeros(shape);
    kernels().meanPoolBackward(layout.pointer, contiguous(g).pointer, dx.pointer);
    return [dx];
  });
}
