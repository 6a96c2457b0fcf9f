import { formatShape, ShapeError, type Tensor, tensor, ValueError } from '../../tensor/index.ts';

/** One number for both axes, or one for each: [down, across]. */
export type Pair = number | readonly [down: number, across: number];

/**
 * Zeros around the input: so many on each side; 'valid' is none; 'same' as many as it takes for the output to be as long
 * as the input, with stride 1, the odd one behind.
 */
export type Padding<N = number> = N | 'same' | 'valid';

export interface WindowOptions {
  /** Positions that a window looks at. */
  kernelSize: number;
  /** From one window's start to the next's; 1 by default. */
  stride?: number;
  /** Zeros before the first position and after the last; none by default. */
  padding?: Padding;
  /** From one position that a window looks at to the next; 1 by default. */
  dilation?: number;
}

/** The same in two dimensions. */
export interface WindowOptions2d {
  kernelSize: Pair;
  stride?: Pair;
  padding?: Padding<Pair>;
  dilation?: Pair;
}

/** Which windows there are of x [B, H, W, C], for kernels. */
export interface Windows {
  /** [H', W'] */
  readonly steps: readonly [rows: number, columns: number];
  /** Positions that a window looks at. */
  readonly taps: number;
  /** As assembly/windows.ts lays it out, int32. */
  readonly layout: Tensor;
}

/** Checked options of one axis. */
export interface AxisWindow {
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

/** What a window is along an axis that it does not move along. */
export const POINT: AxisWindow = { taps: 1, stride: 1, dilation: 1, padding: 0 };

/** @throws ValueError for options out of range. */
export function checkedAxis(
  operation: string,
  { kernelSize, stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): AxisWindow {
  const whole = (n: number, least: number): boolean => Number.isInteger(n) && n >= least;
  if (!whole(kernelSize, 1) || !whole(stride, 1) || !whole(dilation, 1)) {
    throw new ValueError(
      `${operation}: kernelSize, stride and dilation must be whole numbers from 1; ` +
        `got ${kernelSize}, ${stride} and ${dilation}`,
    );
  }
  const named = padding === 'same' || padding === 'valid';
  if (!named && !(typeof padding === 'number' && whole(padding, 0))) {
    throw new ValueError(
      `${operation}: padding must be a whole number from 0, 'same' or 'valid'; got ${JSON.stringify(padding)}`,
    );
  }
  if (padding === 'same' && stride !== 1) {
    throw new ValueError(
      `${operation}: padding 'same' needs stride 1; got ${stride}. Give the padding as a number, ` +
        `such as ${Math.floor((dilation * (kernelSize - 1)) / 2)}.`,
    );
  }
  return { taps: kernelSize, stride, dilation, padding };
}

/** The same for both axes. */
export function checkedAxes(operation: string, options: WindowOptions2d): [AxisWindow, AxisWindow] {
  const { kernelSize, stride, padding, dilation } = options;
  const axis = (i: 0 | 1): AxisWindow =>
    checkedAxis(operation, {
      kernelSize: along(kernelSize, i),
      stride: stride && along(stride, i),
      padding: typeof padding === 'string' ? padding : padding && along(padding, i),
      dilation: dilation && along(dilation, i),
    });
  return [axis(0), axis(1)];
}

function along(pair: Pair, i: 0 | 1): number {
  return typeof pair === 'number' ? pair : pair[i];
}

/** Zeros before and after. */
function paddingOf({ taps, dilation, padding }: AxisWindow): [before: number, after: number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return [padding, padding];
  const total = dilation * (taps - 1);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * The windows of x, [B, H, W, C] or what stands for it: floor((n + padding - dilation (k - 1) - 1) / stride) + 1 along an axis
 * of n.
 *
 * @throws ShapeError if x is smaller than a window.
 */
export function windowsOf(
  operation: string,
  [batch, height, width, channels]: readonly number[],
  axes: readonly [AxisWindow, AxisWindow],
): Windows {
  const extents = [height, width] as const;
  const paddings = axes.map(paddingOf);
  const spans = axes.map(({ taps, dilation }) => dilation * (taps - 1) + 1);
  const room = extents.map((extent, i) => extent + paddings[i][0] + paddings[i][1]);
  if (room.some((n, i) => n < spans[i] && axes[i].padding !== 'same')) {
    const moving = axes[0] === POINT ? [1] : [0, 1];
    const [window, input, padding] = [spans, extents, paddings.map(([before]) => before)].map((numbers) =>
      moving.map((i) => numbers[i]).join(' x '),
    );
    throw new ShapeError(
      `${operation}: a window spans ${window} positions, more than there are: ${input} and padding ${padding}. ` +
        'Use smaller windows, or more padding.',
    );
  }
  const [rows, columns] = axes.map(({ stride }, i) => Math.floor((room[i] - spans[i]) / stride) + 1);
  const [down, across] = axes;
  const layout = tensor(
    Int32Array.of(
      ...[batch, height, width, channels, rows, columns, down.taps, across.taps, down.stride, across.stride],
      ...[paddings[0][0], paddings[1][0], down.dilation, across.dilation],
    ),
  );
  return { steps: [rows, columns], taps: down.taps * across.taps, layout };
}

/** @throws ShapeError unless x has axes such as '[B, H, W, C]', and so many channels if a number is given. */
export function requireChannelsLast(operation: string, x: Tensor, axes: string, channels?: number): void {
  const rank = axes.split(',').length;
  if (x.rank === rank && (channels === undefined || x.shape[rank - 1] === channels)) return;
  const wanted = channels === undefined ? '' : ` with C = ${channels}`;
  const swapped = x.rank === rank && x.shape[1] === channels;
  const unbatched = x.rank === rank - 1;
  const hint = swapped
    ? ' Channels come last: permute it.'
    : unbatched
      ? ' Is the batch axis missing? See expandDims.'
      : '';
  throw new ShapeError(
    `${operation}: needs x ${axes}${wanted}, channels last; got ${formatShape(x.shape)}.${hint}`,
  );
}
