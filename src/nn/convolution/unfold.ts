import { kernels } from '../../runtime/index.ts';
import {
  contiguous,
  empty,
  record,
  requireFloat,
  reshape,
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

/**
 * The windows that a convolution looks at, x [B, L, C] -> [B, L', K C], where L' = floor((L + 2 padding - dilation (K - 1)
 * - 1) / stride) + 1: row t holds positions t stride - padding + k dilation for k from 0 to K - 1, one after another.
 *
 * @throws ShapeError unless x has three axes and is long enough for one window; ValueError for options out of range.
 */
export function unfold(x: Tensor, options: WindowOptions): Tensor {
  const axis = checkedAxis('unfold', options);
  requireChannelsLast('unfold', x, '[B, L, C]');
  return tidy(() => {
    const [batch, length, channels] = x.shape;
    const windows = gatherWindows('unfold', reshape(x, [batch, 1, length, channels]), [POINT, axis]);
    return reshape(windows, [batch, windows.shape[2], axis.taps * channels]);
  });
}

/**
 * The same in two dimensions, x [B, H, W, C] -> [B, H', W', Kh Kw C]: a row holds the positions of a window line by line.
 *
 * @throws ShapeError unless x has four axes and is large enough for one window; ValueError for options out of range.
 */
export function unfold2d(x: Tensor, options: WindowOptions2d): Tensor {
  const axes = checkedAxes('unfold2d', options);
  requireChannelsLast('unfold2d', x, '[B, H, W, C]');
  return tidy(() => gatherWindows('unfold2d', x, axes));
}

function gatherWindows(operation: string, x: Tensor, axes: readonly [AxisWindow, AxisWindow]): Tensor {
  requireFloat(operation, x);
  const shape = x.shape;
  const [batch, , , channels] = shape;
  const { steps, taps, layout } = windowsOf(operation, shape, axes);
  const lines = batch * steps[0];
  const out = empty([batch, ...steps, taps * channels], 'float32', operation);
  kernels().unfold(layout.pointer, 0, lines, contiguous(x).pointer, out.pointer);
  return record(operation, out, [x], [layout], (g, [layout]) => {
    const dx = zeros(shape);
    kernels().fold(layout.pointer, 0, lines, contiguous(g).pointer, dx.pointer);
    return [dx];
  });
}
