import { coordinate, label, textWidth } from '../svg.ts';

/** What is measured, and how its values are written. */
export interface BubbleMeasure {
  readonly title: string;
  readonly format?: (value: number) => string;
}

export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export function circle({ x, y, radius }: Circle, look: string, inside = ''): string {
  return `<circle cx="${coordinate(x)}" cy="${coordinate(y)}" r="${coordinate(radius)}" ${look}>${inside}</circle>`;
}

export interface SizeLegendOptions {
  readonly largest: number;
  readonly radiusOf: (size: number) => number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const FONT_SIZE = 12;
const LINE = 15;

/** What the areas of circles stand for: some of powers of two, one below the other. */
export function sizeLegend({ title, format = String }: BubbleMeasure, options: SizeLegendOptions): string {
  const { largest, radiusOf, left, top, width } = options;
  const words = wrap(title, width);
  const round = 2 ** Math.floor(Math.log2(largest));
  const middle = left + radiusOf(round);
  let below = top + LINE * words.length + 8;
  const circles = [round, round / 4, round / 16].map((size) => {
    const radius = radiusOf(size);
    const y = below + radius;
    below += Math.max(2 * radius, FONT_SIZE) + 8;
    return (
      circle({ x: middle, y, radius }, 'fill="none" stroke="var(--quiet)"') +
      label(middle + radiusOf(round) + 8, y, format(size), 'dy=".33em"')
    );
  });
  return words.map((line, i) => label(left, top + 10 + i * LINE, line)).join('') + circles.join('');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, 12) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
