import { ShapeError, ValueError } from '../tensor/errors.ts';
import { checkPositive } from './checkPositive.ts';
import type { SpectrogramAttention } from './pictures/spectrogramMap.ts';
import { shade, type TerminalColor } from './shading.ts';
import { checkMatrix, checkVector, strongest } from './tokenAttention.ts';

export interface SoundTextOptions {
  color: TerminalColor;
  /** No line is wider, in terminal columns; at least 30. */
  width?: number;
  /** Seconds from one frame to the next. */
  hop?: number;
}

const NARROWEST = 30;
const MARGIN = 'attention  '.length;
const ROWS = 8;
const WIDEST_CELL = 3;
/** Columns from one time on the axis to the next. */
const TICK = 10;

/**
 * A spectrogram for the terminal, time across and frequency up, and below it over the same time the attention paid to each
 * moment, the strongest with the strongest shade. The last line has no `\n`.
 *
 *      high  ····░░░░····
 *            ··░░▓▓▓▓░░··
 *       low  ░░▓▓████▒▒··
 *
 * attention  ····▒▒██····
 *   seconds  0.00      0.10
 *
 * @throws ShapeError, ValueError if rows differ in length, there are none, there are more weights than frames, or the width
 * is too small
 */
export function renderSound(
  { spectrogram, weights }: SpectrogramAttention,
  { color, width = 80, hop = 0.01 }: SoundTextOptions,
): string {
  checkMatrix('renderSound', 'spectrogram', spectrogram);
  checkVector('renderSound', weights, weights.length, 'part of the time');
  checkPositive('renderSound', { hop });
  const [frames, bands] = [spectrogram.length, spectrogram[0].length];
  if (weights.length > frames) {
    throw new ShapeError(
      `renderSound: weights must be one for each of ${frames} frames, or fewer; got ${weights.length}`,
    );
  }
  if (!(width >= NARROWEST))
    throw new ValueError(`renderSound: width must be at least ${NARROWEST}; got ${width}`);
  const room = width - MARGIN;
  const columns = Math.min(frames, room);
  const cell = Math.min(WIDEST_CELL, Math.floor(room / columns));
  const line = (name: string, levels: readonly number[]) =>
    `${name.padStart(MARGIN - 2)}  ${levels.map((level) => shade(level, cell, color)).join('')}`.trimEnd();

  const rows = Math.min(ROWS, bands);
  const sound = Array.from({ length: rows }, (_, row) => {
    const top = rows - 1 - row;
    const [low, high] = partOf(top, rows, bands);
    return gather(
      spectrogram.map((frame) => meanOf(frame, low, high)),
      columns,
    );
  });
  const [quiet, loud] = [Math.min(...sound.flat()), Math.max(...sound.flat())];
  const names = (row: number) => (row === 0 ? 'high' : row === rows - 1 ? 'low' : '');
  const looked = gather(weights, columns);
  const most = strongest([looked]);
  return [
    ...sound.map((levels, row) =>
      line(
        names(row),
        levels.map((x) => (x - quiet) / (loud - quiet || 1)),
      ),
    ),
    '',
    line(
      'attention',
      looked.map((weight) => weight / most),
    ),
    `${'seconds'.padStart(MARGIN - 2)}  ${timeAxis(columns * cell, frames * hop)}`,
  ].join('\n');
}

/** Values over time in so many columns: the mean of those that a column covers, or the one that covers it. */
function gather(values: ArrayLike<number>, columns: number): number[] {
  return Array.from({ length: columns }, (_, i) => meanOf(values, ...partOf(i, columns, values.length)));
}

/** The i-th of `parts` equal parts of `size` things; at least one of them. */
function partOf(i: number, parts: number, size: number): [from: number, to: number] {
  const from = Math.floor((i * size) / parts);
  return [from, Math.max(from + 1, Math.floor(((i + 1) * size) / parts))];
}

function meanOf(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}

function timeAxis(columns: number, seconds: number): string {
  const ticks = Math.max(1, Math.floor(columns / TICK));
  return Array.from({ length: ticks }, (_, i) => ((i * TICK * seconds) / columns).toFixed(2).padEnd(TICK))
    .join('')
    .trimEnd();
}
