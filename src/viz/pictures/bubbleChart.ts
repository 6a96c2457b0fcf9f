import { ValueError } from '../../tensor/errors.ts';
import { checkPositive } from '../checkPositive.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { hue } from '../palette.ts';
import { linearRange, logarithmicRange, type Scale } from '../scale.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { type Box, placeLabels } from './placeLabels.ts';
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
  readonly y: BubbleMeasure;
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
 * @throws ValueError if there is no circle, a number is not finite, a size is below 0, or x is not above 0 on a logarithmic axis.
 */
export function bubbleChart(bubbles: readonly Bubble[], options: BubbleChartOptions): Picture {
  const { title, x, y, size, width = 520, height = 340 } = options;
  checkPositive('bubbleChart', { width, height });
  checkBubbles(bubbles, x.log === true);
  const [xs, sizes] = [bubbles.map((bubble) => bubble.x), bubbles.map((bubble) => bubble.size)];
  const ys = bubbles.flatMap(({ y, deviation }) => [y - (deviation ?? 0), y + (deviation ?? 0)]);
  const largest = Math.max(...sizes) || 1;
  const radiusOf = (size: number) => Math.max(SMALLEST, LARGEST * Math.sqrt(size / largest));
  const xScale = x.log
    ? logarithmicRange(Math.min(...xs), Math.max(...xs))
    : linearRange(0, Math.max(...xs), Math.max(2, width / 90));
  const yScale = linearRange(Math.min(...ys), Math.max(...ys), Math.max(2, height / 60));
  // Circles at the ends of the scales stay within the frame.
  const xAt = (value: number) => LEFT + LARGEST + xScale.at(value) * (width - 2 * LARGEST);
  const yAt = (value: number) => TOP + height - LARGEST - yScale.at(value) * (height - 2 * LARGEST);

  const circles = bubbles.map((bubble) => ({
    x: xAt(bubble.x),
    y: yAt(bubble.y),
    radius: radiusOf(bubble.size),
    label: { width: textWidth(bubble.name, NAME_SIZE), height: NAME_SIZE + 2 },
  }));
  const names = placeLabels(circles, { x: LEFT, y: TOP, width, height });
  // Large circles first, so that none hides another.
  const order = [...bubbles.keys()].sort((a, b) => bubbles[b].size - bubbles[a].size);
  const drawn = order.map((i) => {
    const { x, y, deviation } = bubbles[i];
    const look = `fill="${hue(i)}" fill-opacity=".3" stroke="${hue(i)}" stroke-width="1.5"`;
    const tip = `<title>${escapeHtml(sentence(bubbles[i], options))}</title>`;
    const [low, high] = [-1, 1].map((side) => coordinate(yAt(y + side * (deviation ?? 0))));
    const spread = deviation ? `<path d="M${coordinate(xAt(x))} ${low}V${high}" stroke="var(--ink)"/>` : '';
    return circle(circles[i], look, tip) + spread;
  });
  const named = bubbles.map(({ name }, i) => {
    const box = names[i];
    const { x, y } = circles[i];
    const middle = circle({ x, y, radius: 2 }, `fill="${hue(i)}"`);
    return (
      leader(circles[i], box) + middle + label(box.x, box.y + NAME_SIZE - 1, name, `fill="${hue(i)}" ${EDGE}`)
    );
  });
  return padded({
    width: LEFT + width + LEGEND,
    height: TOP + height + BOTTOM,
    title,
    description: bubbles.map((bubble) => `${sentence(bubble, options)}.`).join(' '),
    body:
      `<g fill="var(--quiet)">${label(0, 12, title, 'font-size="14" font-weight="600" fill="var(--ink)"')}` +
      `${axes(xScale, yScale, { xAt, yAt, width, height, x: x.title, y: y.title })}` +
      `${sizeLegend(size, { largest, radiusOf, left: LEFT + width + 22, top: TOP, width: LEGEND - 22 })}</g>${drawn.join('')}${named.join('')}`,
    table: {
      headings: ['', y.title, x.title, size.title],
      rows: bubbles.map((bubble) => {
        const { name, y, x, size } = written(bubble, options);
        return [name, y, x, size];
      }),
    },
  });
}

const EDGE = `font-size="${NAME_SIZE}" stroke="var(--paper)" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;

/** From the middle of a circle to its name, where that stands apart. */
function leader({ x, y, radius }: Circle, box: Box): string {
  const nearest = (value: number, from: number, extent: number) =>
    Math.min(from + extent, Math.max(from, value));
  const [toX, toY] = [nearest(x, box.x, box.width), nearest(y, box.y, box.height)];
  if (Math.hypot(toX - x, toY - y) < radius + 8) return '';
  return `<path d="M${coordinate(x)} ${coordinate(y)}L${coordinate(toX)} ${coordinate(toY)}" stroke="var(--quiet)" stroke-width=".75"/>`;
}

function axes(
  xScale: Scale,
  yScale: Scale,
  frame: {
    xAt(value: number): number;
    yAt(value: number): number;
    width: number;
    height: number;
    x: string;
    y: string;
  },
): string {
  const { xAt, yAt, width, height } = frame;
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
    label(LEFT + width / 2, bottom + 38, frame.x, 'text-anchor="middle"') +
    label(12, middle, frame.y, `text-anchor="middle" transform="rotate(-90 12 ${coordinate(middle)})"`)
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

function checkBubbles(bubbles: readonly Bubble[], log: boolean): void {
  if (bubbles.length === 0) throw new ValueError('bubbleChart: there must be at least one circle');
  for (const { name, x, y, deviation, size } of bubbles) {
    const isSound = [x, y, deviation ?? 0, size].every(Number.isFinite) && size >= 0 && (deviation ?? 0) >= 0;
    if (isSound && (!log || x > 0)) continue;
    throw new ValueError(
      `bubbleChart: numbers must be finite, sizes and deviations not below 0${log ? ', and x above 0' : ''}; ` +
        `got x ${x}, y ${y}, deviation ${deviation}, size ${size} for "${name}"`,
    );
  }
}
