import { escapeHtml } from './escapeHtml.ts';
import { type DataColor, legend } from './legend.ts';
import { coordinate, type Picture, textWidth } from './svg.ts';
import { formatTick, ticks } from './ticks.ts';

export interface BarChartOptions {
  /** What the bars measure. */
  title: string;
  /** The bars of a group, from top to bottom. */
  series: readonly { name: string; color: DataColor }[];
  /** Values are not below 0; null leaves a bar out. */
  groups: readonly { label: string; values: readonly (number | null)[] }[];
  /** A line across all groups that bars are to be compared with. */
  reference?: { name: string; value: number };
  width: number;
}

const TOP = 48;
const BOTTOM = 28;
const BAR = 13;
const GROUP_GAP = 9;
/** Room for the value that is written behind a bar. */
const VALUE_WIDTH = 48;

/** Horizontal bars from 0, grouped, with their values written behind them; as high as it takes. */
export function barChart({ title, series, groups, reference, width }: BarChartOptions): Picture {
  const left = Math.ceil(Math.max(0, ...groups.map(({ label }) => textWidth(label, 12)))) + 10;
  const right = width - VALUE_WIDTH;
  const largest = Math.max(
    0,
    reference?.value ?? 0,
    ...groups.flatMap(({ values }) => values.map((x) => x ?? 0)),
  );
  const marks = ticks(0, largest, Math.max(2, (right - left) / 90));
  const xAt = (x: number) => coordinate(left + (x / marks[marks.length - 1]) * (right - left));
  const rowHeight = series.length * BAR + GROUP_GAP;
  const barTop = (row: number, bar: number) => TOP + row * rowHeight + GROUP_GAP / 2 + bar * BAR;
  const bottom = TOP + groups.length * rowHeight;

  const grid = marks.map(
    (x) =>
      `<path d="M${xAt(x)} ${TOP}V${bottom}" stroke="var(--rule)"/>` +
      `<text x="${xAt(x)}" y="${bottom + 18}" text-anchor="middle">${formatTick(x)}</text>`,
  );
  const labels = groups.map(({ label }, row) => {
    const middle = coordinate(barTop(row, series.length / 2));
    return `<text x="${left - 8}" y="${middle}" dy=".33em" text-anchor="end">${escapeHtml(label)}</text>`;
  });
  const present = groups.flatMap(({ values }, row) =>
    values.flatMap((value, i) => (value === null ? [] : [{ value, top: barTop(row, i), ...series[i] }])),
  );
  const bars = present.map(
    ({ value, top, color }) =>
      `<path d="M${left} ${coordinate(top + 1)}H${xAt(value)}v${BAR - 2}H${left}z" fill="var(--${color})"/>`,
  );
  const numbers = present.map(
    ({ value, top }) =>
      `<text x="${xAt(value)}" dx="5" y="${coordinate(top + BAR / 2)}" dy=".33em">${formatValue(value)}</text>`,
  );
  const [line, lineName] =
    reference === undefined
      ? ['', '']
      : [
          `<path d="M${xAt(reference.value)} ${TOP}V${bottom}" stroke="var(--ink)" stroke-dasharray="4 3"/>`,
          `<text x="${width}" y="33" text-anchor="end">${escapeHtml(`dashed: ${reference.name}`)}</text>`,
        ];

  const heading = `<text x="0" y="14" font-size="14" font-weight="600" fill="var(--ink)">${escapeHtml(title)}</text>`;
  const key = legend(series.map(({ name, color }) => ({ text: name, color }))).body;
  // Numbers have an edge of paper, so that the line of the reference does not cross them out.
  const edge = 'font-size="11" stroke="var(--paper)" stroke-width="3" paint-order="stroke"';
  return {
    width,
    height: bottom + BOTTOM,
    title,
    description: describe(series, groups, reference),
    body:
      `<g fill="var(--quiet)">${heading}${key}${lineName}${grid.join('')}${labels.join('')}${bars.join('')}${line}` +
      `<g ${edge}>${numbers.join('')}</g></g>`,
  };
}

function describe(
  series: BarChartOptions['series'],
  groups: BarChartOptions['groups'],
  reference: BarChartOptions['reference'],
): string {
  const sentences = groups.map(({ label, values }) => {
    const parts = values.flatMap((value, i) =>
      value === null ? [] : [`${series[i].name} ${formatValue(value)}`],
    );
    return `${label}: ${parts.join(', ') || 'nothing'}.`;
  });
  if (reference !== undefined) sentences.unshift(`${reference.name} is at ${formatValue(reference.value)}.`);
  return sentences.join(' ');
}

/** Three digits, or as many as a whole number has. */
function formatValue(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
