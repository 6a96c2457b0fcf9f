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

/** What the colours of a chart stand for, in a line below its heading. */
export function legend(entries: readonly LegendEntry[]): string {
  let x = 0;
  return entries
    .map(({ text, color, dashed = false }) => {
      const left = x;
      x += 22 + textWidth(text, 12) + 20;
      return (
        `<path d="M${coordinate(left + 1)} 29h14" stroke="var(--${color})" stroke-width="3" stroke-linecap="round"${dashed ? DASHES : ''}/>` +
        `<text x="${coordinate(left + 22)}" y="33">${escapeHtml(text)}</text>`
      );
    })
    .join('');
}
