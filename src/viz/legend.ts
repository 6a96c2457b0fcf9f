import { escapeHtml } from './escapeHtml.ts';
import { coordinate, textWidth } from './svg.ts';

/** One of the palette's colours that data may have; the first is the strongest. */
export type DataColor = 'first' | 'second' | 'quiet';

export interface LegendEntry {
  text: string;
  color: DataColor;
  dashed?: boolean;
}

/** Of a dashed line, as attributes. */
export const DASHES = ' stroke-dasharray="5 4"';

/** From one line of a legend to the next. */
export const LEGEND_LINE = 18;

/** What the colours of a chart stand for, below its heading, in as many lines as it takes in such a width. */
export function legend(
  entries: readonly LegendEntry[],
  width = Number.POSITIVE_INFINITY,
): { body: string; lines: number } {
  let [x, line] = [0, 0];
  const body = entries.map(({ text, color, dashed = false }) => {
    const extent = 22 + textWidth(text, 12);
    if (x > 0 && x + extent > width) [x, line] = [0, line + 1];
    const [left, top] = [x, line * LEGEND_LINE];
    x += extent + 20;
    return (
      `<path d="M${coordinate(left + 1)} ${29 + top}h14" stroke="var(--${color})" stroke-width="3" stroke-linecap="round"${dashed ? DASHES : ''}/>` +
      `<text x="${coordinate(left + 22)}" y="${33 + top}">${escapeHtml(text)}</text>`
    );
  });
  return { body: body.join(''), lines: line + 1 };
}
