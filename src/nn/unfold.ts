import { kernels } from '../runtime/index.ts';
import {
  contiguous,
  empty,
  formatShape,
  record,
  requireFloat,
  ShapeError,
  type Tensor,
  tidy,
  ValueError,
  zeros,
} from '../tensor/index.ts';

export interface WindowOptions {
  /** Positions that a window looks at. */
  kernelSize: number;
  /** From one window's start to the next's. */
  stride?: number;
  /** Zeros before the first position and after the last. */
  padding?: number;
  /** From one position that a window looks at to the next. */
  dilation?: number;
}

/**
 * The windows that a convolution looks at, x [B, L, C] -> [B, L', K C], where L' = floor((L + 2 padding - dilation (K - 1)
 * - 1) / stride) + 1: row t holds positions t stride - padding + k dilation for k from 0 to K - 1, one after another.
 *
 * @throws ShapeError unless x has three axes and is long enough for one window; ValueError for options out of range.
 */
export function unfold(
  x: Tensor,
  { kernelSize, stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): Tensor {
  requireFloat('unfold', x);
  const whole = (n: number, least: number): boolean => Number.isInteger(n) && n >= least;
  if (!whole(kernelSize, 1) || !whole(stride, 1) || !whole(padding, 0) || !whole(dilation, 1)) {
    throw new ValueError(
      'unfold: kernelSize, stride and dilation must be whole numbers from 1, padding from 0; ' +
        `got ${kernelSize}, ${stride}, ${dilation} and ${padding}`,
    );
  }
  const [batch, length, channels] = x.shape;
  const steps = Math.floor((length + 2 * padding - dilation * (kernelSize - 1) - 1) / stride) + 1;
  if (x.rank !== 3 || steps < 1) {
    throw new ShapeError(
      `unfold: needs x [B, L, C] with L + 2 padding >= ${dilation * (kernelSize - 1) + 1}, the width of a window; ` +
        `got ${formatShape(x.shape)} and padding ${padding}`,
    );
  }
  const extents = [batch, length, channels, steps, kernelSize, stride, padding, dilation] as const;
  const windows = tidy(() => {
    const out = empty([batch, steps, kernelSize * channels]);
    kernels().unfold(...extents, contiguous(x).pointer, out.pointer);
    return out;
  });
  return record('unfold', windows, [x], [], (g) => {
    const dx = zeros([batch, length, channels]);
    kernels().fold(...extents, contiguous(g).pointer, dx.pointer);
    return [dx];
  });
}
