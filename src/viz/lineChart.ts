import { escapeHtml } from './escapeHtml.ts';
import { DASHES, type DataColor, LEGEND_LINE, legend } from './legend.ts';
import { linearExtent, linearScale, logarithmicExtent, logarithmicScale } from './scale.ts';
import { coordinate, type Picture, type PictureTable } from './svg.ts';

export type Point = readonly [x: number, y: number];

export interface Series {
  name: string;
  /** By rising x, none before 0; at least one. */
  points: readonly Point[];
  /** Which of the palette's curve colours; the first is drawn stronger. */
  color: DataColor;
  dashed?: boolean;
}

export interface LineChartOptions {
  /** What the vertical axis measures. */
  title: string;
  xLabel: string;
  series: readonly Series[];
  /** Makes the vertical axis logarithmic, from this power of ten on: what is lower is not drawn. */
  logFrom?: number;
  /** Makes the horizontal axis logarithmic, from this number on; no point may lie before it. */
  xLogFrom?: number;
  width: number;
  height: number;
}

const MARGIN = { top: 50, right: 18, bottom: 46, left: 46 };
/** More would not be seen, but would make the file large. */
const MAX_POINTS = 400;
const MOST_ROWS = 20;

/**
 * A line chart: both axes from 0 unless `logFrom` or `xLogFrom` is given, ticks at round numbers, the name and last value of each series
 * above.
 */
export function lineChart(options: LineChartOptions): Picture {
  const { title, xLabel, series, logFrom, xLogFrom, width, height } = options;
  const curves = series.map((curve) => ({ ...curve, points: thin(curve.points) }));
  const all = curves.flatMap(({ points }) => points);
  const xMax = Math.max(...all.map(([x]) => x)) || 1;
  const yMax = Math.max(...all.map(([, y]) => y));
  const yScale = logFrom === undefined ? linearScale(yMax) : logarithmicScale(logFrom, yMax);
  const xTicks = Math.max(2, width / 90);
  const xScale = xLogFrom === undefined ? linearExtent(xMax, xTicks) : logarithmicExtent(xLogFrom, xMax);
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const key = legend(
    series.map(({ name, points, ...look }) => ({ ...look, text: `${name} ${lastValue(points)}` })),
    width,
  );
  const top = MARGIN.top + (key.lines - 1) * LEGEND_LINE;
  const xAt = (x: number) => coordinate(MARGIN.left + xScale.at(x) * (right - MARGIN.left));
  const yAt = (y: number) => coordinate(bottom - yScale.at(y) * (bottom - top));

  const grid = yScale.ticks.map(
    ({ value, text }) =>
      `<path d="M${MARGIN.left} ${yAt(value)}H${right}" stroke="var(--rule)"/>` +
      `<text x="${MARGIN.left - 8}" y="${yAt(value)}" dy=".33em" text-anchor="end">${text}</text>`,
  );
  const xNumbers = xScale.ticks.map(
    ({ value, text }) => `<text x="${xAt(value)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  );
  const lines = curves.map(({ points, color, dashed = false }) => {
    const path = points.filter(([, y]) => yScale.at(y) >= 0).map(([x, y]) => `${xAt(x)} ${yAt(y)}`);
    if (path.length === 0) return '';
    return (
      `<path d="M${path.join('L')}${path.length === 1 ? 'h.1' : ''}" stroke="var(--${color})" ` +
      `stroke-width="${color === 'first' ? 2.25 : 1.25}"${dashed ? DASHES : ''}/>`
    );
  });

  const heading = `<text x="0" y="14" font-size="14" font-weight="600" fill="var(--ink)">${escapeHtml(title)}</text>`;
  return {
    width,
    height,
    title,
    description: series.map(describe).join(' '),
    body:
      `<g fill="var(--quiet)">${heading}${key.body}${grid.join('')}${xNumbers.join('')}` +
      `<text x="${right}" y="${height - 6}" text-anchor="end">${escapeHtml(xLabel)}</text></g>` +
      `<g fill="none" stroke-linejoin="round" stroke-linecap="round">${lines.join('')}</g>`,
    table: tabulate(series, xLabel),
  };
}

/** All values, or so many evenly spread places that they can be read. */
function tabulate(series: readonly Series[], xLabel: string): PictureTable {
  const values = series.map(({ points }) => new Map(points));
  const places = [...new Set(values.flatMap((of) => [...of.keys()]))].sort((a, b) => a - b);
  const step = Math.ceil(places.length / MOST_ROWS);
  const shown = places.filter((_, i) => (places.length - 1 - i) % step === 0);
  return {
    headings: [xLabel, ...series.map(({ name }) => name)],
    rows: shown.map((x) => [
      String(x),
      ...values.map((of) => {
        const value = of.get(x);
        return value === undefined ? '–' : formatValue(value);
      }),
    ]),
  };
}

function describe({ name, points }: Series): string {
  const [first, last] = [points[0], points[points.length - 1]];
  return `${name}: from ${formatValue(first[1])} at ${first[0]} to ${formatValue(last[1])} at ${last[0]}.`;
}

function lastValue(points: readonly Point[]): string {
  return formatValue(points[points.length - 1][1]);
}

function formatValue(value: number): string {
  return value === 0 ? '0' : value.toPrecision(3);
}

/** Neighbouring points as their mean, so that at most `MAX_POINTS` are left. */
function thin(points: readonly Point[]): readonly Point[] {
  const size = Math.ceil(points.length / MAX_POINTS);
  if (size <= 1) return points;
  const mean = (group: readonly Point[], axis: 0 | 1) =>
    group.reduce((sum, point) => sum + point[axis], 0) / group.length;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const group = points.slice(i * size, (i + 1) * size);
    return [mean(group, 0), mean(group, 1)] as const;
  });
}
