import { ShapeError } from '../../tensor/errors.ts';
import { coordinate, label, PADDING, type Picture, textWidth } from '../svg.ts';

const GAP = 12;
const FONT_SIZE = 13;

const TITLE = 26;

/**
 * Pictures side by side as one, each under its title.
 *
 * @throws ShapeError if there are none
 */
export function pictureRow(
  pictures: readonly Picture[],
  { title, gap = GAP }: { title: string; gap?: number },
): Picture {
  if (pictures.length === 0) throw new ShapeError('pictureRow: there must be at least one picture; got none');
  let x = 0;
  const placed = pictures.map(({ width, body, title }) => {
    const left = x;
    x += Math.max(width, 1.1 * textWidth(title, FONT_SIZE) + PADDING) + gap;
    const heading = label(PADDING, 20, title, `font-size="${FONT_SIZE}" font-weight="600" fill="var(--ink)"`);
    return `<g transform="translate(${coordinate(left)} 0)">${heading}<g transform="translate(0 ${TITLE})">${body}</g></g>`;
  });
  return {
    width: Math.ceil(x - gap),
    height: TITLE + Math.max(...pictures.map(({ height }) => height)),
    title,
    description: pictures.map(({ title, description }) => `${title}: ${description}`).join(' '),
    body: placed.join(''),
  };
}
