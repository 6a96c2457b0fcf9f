import { ValueError } from '../../tensor/errors.ts';
import { checkPositive } from '../checkPositive.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { hue } from '../palette.ts';
import { linearRange, logarithmicRange, type Scale } from '../scale.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { type Box, CLOSE, nearestPoint, placeLabels } from './placeLabels.ts';
import { type BubbleMeasure, type Circle, circle, sizeLegend } from './sizeLegend.ts';

/** Something with three measures. */
export interface Bubble {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** How far y is spread to either side; null or absent: not known. */
  readonly deviation?: number | null;
  /** The area of the circle. */
  readonly size: number;
}

export interface BubbleChartOptions {
  readonly title: string;
  /** `log` where one value may be many times another. */
  readonly x: BubbleMeasure & { readonly log?: boolean };
  /** `bounds` are what y cannot lie beyond, such as 0 and 100 percent: spreads are drawn up to there. */
  readonly y: BubbleMeasure & { readonly bounds?: readonly [low: number, high: number] };
  readonly size: BubbleMeasure;
  /** Of the room within the axes, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

const LEFT = 52;
const TOP = 30;
const BOTTOM = 44;
const LEGEND = 128;
const LARGEST = 30;
const SMALLEST = 3;
const NAME_SIZE = 12;

/**
 * Circles over two axes, each named, whose areas are a third measure: for what is fast, good and small at once. Names stand where
 * they cover nothing.
 *
 * @throws ValueError if there is no circle, a number is not finite, a size is below 0, y is beyond its bounds, or x is not above 0 on a logarithmic axis.
 */
export function bubbleChart(bubbles: readonly Bubble[], options: BubbleChartOptions): Picture {
  const { title, size, width = 520, height = 340 } = options;
  checkPositive('bubbleChart', { width, height });
  checkBubbles(bubbles, options);
  const plot = plotOf(bubbles, { ...options, width, height });
  const circles = bubbles.map(({ x, y, size }) => ({
    x: plot.xAt(x),
    y: plot.yAt(y),
    radius: plot.radiusOf(size),
  }));
  // Large circles first, so that none hides another.
  const order = [...bubbles.keys()].sort((a, b) => bubbles[b].size - bubbles[a].size);
  const drawn = order.map((i) => {
    const look = `fill="${hue(i)}" fill-opacity=".3" stroke="${hue(i)}" stroke-width="1.5"`;
    const tip = `<title>${escapeHtml(sentence(bubbles[i], options))}</title>`;
    return circle(circles[i], look, tip) + spreadLine(bubbles[i], plot);
  });
  const legend = { ...plot, left: LEFT + width + 22, top: TOP, width: LEGEND - 22 };
  return padded({
    width: LEFT + width + LEGEND,
    height: TOP + height + BOTTOM,
    title,
    description: bubbles.map((bubble) => `${sentence(bubble, options)}.`).join(' '),
    body:
      `<g fill="var(--quiet)">${label(0, 12, title, 'font-size="14" font-weight="600" fill="var(--ink)"')}` +
      `${axes(plot, options)}${sizeLegend(size, legend)}</g>${drawn.join('')}${namesOf(bubbles, circles, plot)}`,
    table: {
      headings: ['', options.y.title, options.x.title, size.title],
      rows: bubbles.map((bubble) => {
        const { name, y, x, size } = written(bubble, options);
        return [name, y, x, size];
      }),
    },
  });
}

/** Where values lie in the picture. */
interface Plot {
  readonly width: number;
  readonly height: number;
  readonly xScale: Scale;
  readonly yScale: Scale;
  xAt(value: number): number;
  yAt(value: number): number;
  /** From where to where y is spread. */
  spread(bubble: Bubble): readonly [low: number, high: number];
  readonly largest: number;
  radiusOf(size: number): number;
}

/** Circles at the ends of the scales stay within the frame. */
function plotOf(
  bubbles: readonly Bubble[],
  { x, y, width, height }: BubbleChartOptions & { readonly width: number; readonly height: number },
): Plot {
  const xs = bubbles.map((bubble) => bubble.x);
  const [least, most] = y.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const spread = ({ y, deviation }: Bubble): readonly [number, number] => [
    Math.max(least, y - (deviation ?? 0)),
    Math.min(most, y + (deviation ?? 0)),
  ];
  const ys = bubbles.flatMap(spread);
  const largest = Math.max(...bubbles.map(({ size }) => size)) || 1;
  const xScale = x.log
    ? logarithmicRange(Math.min(...xs), Math.max(...xs))
    : linearRange(0, Math.max(...xs), Math.max(2, width / 90));
  const yScale = linearRange(Math.min(...ys), Math.max(...ys), Math.max(2, height / 60));
  return {
    width,
    height,
    xScale,
    yScale,
    xAt: (value) => LEFT + LARGEST + xScale.at(value) * (width - 2 * LARGEST),
    spread,
    yAt: (value) => TOP + height - LARGEST - yScale.at(value) * (height - 2 * LARGEST),
    largest,
    radiusOf: (size) => Math.max(SMALLEST, LARGEST * Math.sqrt(size / largest)),
  };
}

function spreadLine(bubble: Bubble, { xAt, yAt, spread }: Plot): string {
  if (!bubble.deviation) return '';
  const [low, high] = spread(bubble).map((value) => coordinate(yAt(value)));
  return `<path d="M${coordinate(xAt(bubble.x))} ${low}V${high}" stroke="var(--ink)"/>`;
}

const EDGE = `font-size="${NAME_SIZE}" stroke="var(--paper)" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;

/** A name for each circle, with a line to its middle where that stands apart. */
function namesOf(bubbles: readonly Bubble[], circles: readonly Circle[], { width, height }: Plot): string {
  const named = circles.map((circle, i) => ({
    ...circle,
    label: { width: textWidth(bubbles[i].name, NAME_SIZE), height: NAME_SIZE + 2 },
  }));
  return placeLabels(named, { x: LEFT, y: TOP, width, height })
    .map((box, i) => {
      const middle = circle({ ...circles[i], radius: 2 }, `fill="${hue(i)}"`);
      const name = label(box.x, box.y + NAME_SIZE - 1, bubbles[i].name, `fill="${hue(i)}" ${EDGE}`);
      return leader(circles[i], box) + middle + name;
    })
    .join('');
}

/** From the middle of a circle to its name, where that stands apart. */
function leader({ x, y, radius }: Circle, box: Box): string {
  const [toX, toY] = nearestPoint(box, x, y);
  if (Math.hypot(toX - x, toY - y) < radius + CLOSE) return '';
  return `<path d="M${coordinate(x)} ${coordinate(y)}L${coordinate(toX)} ${coordinate(toY)}" stroke="var(--quiet)" stroke-width=".75"/>`;
}

function axes({ xScale, yScale, xAt, yAt, width, height }: Plot, { x, y }: BubbleChartOptions): string {
  const [right, bottom] = [LEFT + width, TOP + height];
  const rows = yScale.ticks.map(
    ({ value, text }) =>
      `<path d="M${LEFT} ${coordinate(yAt(value))}H${right}" stroke="var(--rule)"/>` +
      label(LEFT - 8, yAt(value), text, 'dy=".33em" text-anchor="end"'),
  );
  const columns = xScale.ticks.map(
    ({ value, text }) =>
      `<path d="M${coordinate(xAt(value))} ${TOP}V${bottom}" stroke="var(--rule)"/>` +
      label(xAt(value), bottom + 17, text, 'text-anchor="middle"'),
  );
  const middle = TOP + height / 2;
  return (
    `${rows.join('')}${columns.join('')}<path d="M${LEFT} ${TOP}V${bottom}H${right}" fill="none" stroke="var(--quiet)"/>` +
    label(LEFT + width / 2, bottom + 38, x.title, 'text-anchor="middle"') +
    label(12, middle, y.title, `text-anchor="middle" transform="rotate(-90 12 ${coordinate(middle)})"`)
  );
}

function written({ name, x, y, deviation, size }: Bubble, options: BubbleChartOptions) {
  const write = (
    { format = (value) => String(Number(value.toPrecision(4))) }: BubbleMeasure,
    value: number,
  ) => format(value);
  const spread = deviation == null ? '' : ` ± ${write(options.y, deviation)}`;
  return {
    name,
    x: write(options.x, x),
    y: write(options.y, y) + spread,
    size: write(options.size, size),
  };
}

function sentence(bubble: Bubble, options: BubbleChartOptions): string {
  const { name, x, y, size } = written(bubble, options);
  return `${name}: ${options.y.title} ${y}, ${options.x.title} ${x}, ${options.size.title} ${size}`;
}

function checkBubbles(
  bubbles: readonly Bubble[],
  { x: { log = false }, y: { bounds } }: BubbleChartOptions,
): void {
  if (bubbles.length === 0) throw new ValueError('bubbleChart: there must be at least one circle');
  for (const { name, x, y, deviation, size } of bubbles) {
    const isSound = [x, y, deviation ?? 0, size].every(Number.isFinite) && size >= 0 && (deviation ?? 0) >= 0;
    if (isSound && (!log || x > 0)) continue;
    throw new ValueError(
      `bubbleChart: numbers must be finite, sizes and deviations not below 0${log ? ', and x above 0' : ''}; ` +
        `got x ${x}, y ${y}, deviation ${deviation}, size ${size} for "${name}"`,
    );
  }
  const outside = bounds && bubbles.find(({ y }) => y < bounds[0] || y > bounds[1]);
  if (!outside) return;
  throw new ValueError(
    `bubbleChart: y must lie within its bounds, ${bounds.join(' to ')}; got ${outside.y} for "${outside.name}"`,
  );
}
