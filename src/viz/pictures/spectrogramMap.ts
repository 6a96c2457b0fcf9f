import { ShapeError } from '../../tensor/errors.ts';
import { checkPositive } from '../checkPositive.ts';
import { coordinate, label, type Picture, padded } from '../svg.ts';
import { formatTick, ticks } from '../ticks.ts';
import { checkMatrix, checkVector, type Matrix, strongest, strongestAt } from '../tokenAttention.ts';
import { contentId } from './contentId.ts';
import { weightText } from './findings.ts';
import { greyPng } from './greyPng.ts';

export interface SpectrogramAttention {
  /** `[frames, bands]`: how loud each band of frequencies is, in decibels or any logarithm. */
  spectrogram: Matrix;
  /** A weight for each frame, or for each of fewer, equal parts of the time. */
  weights: ArrayLike<number>;
}

export interface SpectrogramMapOptions {
  title?: string;
  /** Seconds from one frame to the next. */
  hop?: number;
  /** The middle of each band in Hz, rising; bands are numbered otherwise. */
  frequencies?: ArrayLike<number>;
  /** Of the spectrogram, in pixels. */
  width?: number;
  height?: number;
}

const LEFT = 58;
const CURVE = 84;
const GAP = 10;
const HERTZ = [50, 100, 200, 500, 1000, 2000, 4000, 8000, 16000];
/** Numbers on the frequency axis need so many pixels. */
const LINE = 16;
/** A table of more parts than this is not read. */
const MOST_ROWS = 40;

/**
 * A spectrogram, time across and frequency up, and above it over the same time the attention paid to each moment.
 *
 * @throws ShapeError, ValueError if rows differ in length, there are none, or there are more weights than frames
 */
export function spectrogramMap(
  { spectrogram, weights }: SpectrogramAttention,
  options: SpectrogramMapOptions = {},
): Picture {
  const { title = 'Attention over sound', hop = 0.01, frequencies, width = 480, height = 160 } = options;
  checkMatrix('spectrogramMap', 'spectrogram', spectrogram);
  checkVector('spectrogramMap', weights, weights.length, 'part of the time');
  checkPositive('spectrogramMap', { hop, width, height });
  const [frames, bands] = [spectrogram.length, spectrogram[0].length];
  if (weights.length > frames) {
    throw new ShapeError(
      `spectrogramMap: weights must be one for each of ${frames} frames, or fewer; got ${weights.length}`,
    );
  }
  if (frequencies !== undefined && frequencies.length !== bands) {
    throw new ShapeError(
      `spectrogramMap: frequencies must be one for each of ${bands} bands; got ${frequencies.length}`,
    );
  }
  const seconds = frames * hop;
  const top = 20;
  const middle = top + CURVE + GAP;
  const bottom = middle + height;
  const timeAt = (time: number) => coordinate(LEFT + (time / seconds) * width);
  const times = ticks(0, seconds, Math.max(2, width / 80)).filter((time) => time <= seconds * 1.0001);
  const timeAxis = times.map(
    (time) =>
      `<path d="M${timeAt(time)} ${bottom}v4" stroke="var(--quiet)"/>` +
      label(Number(timeAt(time)), bottom + 17, formatTick(time), 'text-anchor="middle"'),
  );
  const grid = times.map((time) => `M${timeAt(time)} ${top}v${CURVE}`).join('');
  return padded({
    width: LEFT + width + 12,
    height: bottom + 38,
    title,
    description: describe(weights, seconds, hop, frames),
    body:
      `<g fill="var(--quiet)"><path d="${grid}" stroke="var(--rule)"/>${label(0, 10, 'attention')}${timeAxis.join('')}` +
      `${label(LEFT + width, bottom + 34, 'seconds', 'text-anchor="end"')}${weightAxis(weights, top)}` +
      `${frequencyAxis(frequencies, bands, middle, height)}</g>` +
      `${curve(weights, top, width)}${soundPicture(spectrogram, middle, width, height)}`,
    table: table(weights, seconds),
  });
}

/** The curve of the weights, each level over its part of the time, and the ground below it. */
function curve(weights: ArrayLike<number>, top: number, width: number): string {
  const max = strongest([weights]);
  const floor = top + CURVE;
  const step = width / weights.length;
  const path = Array.from(weights, (weight, i) => {
    const y = coordinate(floor - (Math.max(0, weight) / max) * (CURVE - 2));
    return `${i === 0 ? `M${LEFT} ${y}` : `V${y}`}H${coordinate(LEFT + (i + 1) * step)}`;
  }).join('');
  const edge = `fill="none" stroke="var(--first)" stroke-width="1.5" stroke-linejoin="round"`;
  return (
    `<path d="${path}V${floor}H${LEFT}z" fill="var(--first)" fill-opacity=".25"/><path d="${path}" ${edge}/>` +
    `<path d="M${LEFT} ${floor}h${width}" stroke="var(--quiet)"/>`
  );
}

/** Loud is ink on paper, light or dark: the image lets the ink through where it is bright. */
function soundPicture(spectrogram: Matrix, top: number, width: number, height: number): string {
  const { min, max } = range(spectrogram);
  const span = max - min || 1;
  const bands = spectrogram[0].length;
  const rows = Array.from({ length: bands }, (_, b) =>
    Array.from(spectrogram, (frame) => (255 * (frame[bands - 1 - b] - min)) / span),
  );
  const png = greyPng(rows);
  // The same picture has the same name; two pictures on a page have two.
  const id = contentId('sound', `${png} ${width} ${height}`);
  const box = `x="${LEFT}" y="${top}" width="${width}" height="${height}"`;
  return (
    `<mask id="${id}" maskUnits="userSpaceOnUse" ${box}><image ${box} preserveAspectRatio="none" href="${png}"/></mask>` +
    `<rect ${box} fill="var(--ink)" mask="url(#${id})"/><rect ${box} fill="none" stroke="var(--quiet)"/>`
  );
}

function weightAxis(weights: ArrayLike<number>, top: number): string {
  const at = 'text-anchor="end"';
  return (
    label(LEFT - 8, top + 10, weightText(strongest([weights])), at) + label(LEFT - 8, top + CURVE, '0', at)
  );
}

/** Round frequencies where they fall between the bands' middles, as far as they do not run into each other. */
function frequencyAxis(
  frequencies: ArrayLike<number> | undefined,
  bands: number,
  top: number,
  height: number,
): string {
  const yAt = (band: number) => top + height - ((band + 0.5) / bands) * height;
  const marks =
    frequencies === undefined
      ? [0, bands - 1].map((band) => ({ y: yAt(band), text: `band ${band + 1}` }))
      : HERTZ.flatMap((hertz) => {
          const band = bandOf(hertz, frequencies);
          return band === null ? [] : [{ y: yAt(band), text: `${formatTick(hertz)} Hz` }];
        });
  let lowest = Infinity;
  const shown = marks.filter(({ y }) => {
    const fits = lowest - y >= LINE;
    if (fits) lowest = y;
    return fits;
  });
  return shown
    .map(
      ({ y, text }) =>
        `<path d="M${LEFT - 4} ${coordinate(y)}h4" stroke="var(--quiet)"/>` +
        label(LEFT - 8, y, text, 'dy=".35em" text-anchor="end"'),
    )
    .join('');
}

/** Where among the bands a frequency lies, counted from the first band's middle; null outside them. */
function bandOf(hertz: number, frequencies: ArrayLike<number>): number | null {
  for (let b = 0; b + 1 < frequencies.length; b++) {
    const [low, high] = [frequencies[b], frequencies[b + 1]];
    if (low <= hertz && hertz <= high && high > low) return b + (hertz - low) / (high - low);
  }
  return null;
}

function range(rows: Matrix): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) [min, max] = [Math.min(min, row[i]), Math.max(max, row[i])];
  }
  return { min, max };
}

function describe(weights: ArrayLike<number>, seconds: number, hop: number, frames: number): string {
  const part = seconds / weights.length;
  const best = strongestAt(weights);
  const sound = `${seconds.toFixed(2)} seconds of sound in ${frames} frames of ${Number((1000 * hop).toPrecision(3))} ms.`;
  if (!(weights[best] > 0)) return `${sound} No moment is looked at.`;
  return `${sound} Attention is strongest (${weightText(weights[best])}) at ${((best + 0.5) * part).toFixed(2)} seconds.`;
}

function table(weights: ArrayLike<number>, seconds: number): Picture['table'] {
  const rows = Math.min(MOST_ROWS, weights.length);
  return {
    headings: ['seconds', 'attention'],
    rows: Array.from({ length: rows }, (_, i) => {
      const [from, to] = [i, i + 1].map((end) => Math.floor((end * weights.length) / rows));
      const part = Array.from({ length: to - from }, (_, k) => weights[from + k]);
      const time = (end: number) => ((end / weights.length) * seconds).toFixed(2);
      return [`${time(from)}–${time(to)}`, weightText(part.reduce((sum, weight) => sum + weight, 0))];
    }),
  };
}
