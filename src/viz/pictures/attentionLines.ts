import { truncate } from '../displayWidth.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { checkHeadAttention, type HeadAttention } from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';
import { hueLegend } from './hueLegend.ts';
import {
  describeLinks,
  drawHead,
  drawLink,
  headShift,
  type Link,
  linksOf,
  linkTable,
  WEAKEST,
} from './links.ts';

export interface AttentionLinesOptions {
  title?: string;
  /** What the two columns are. */
  axes?: { rows: string; columns: string };
  /** Weaker weights are not drawn. */
  weakest?: number;
}

const PITCH = 26;
const FONT_SIZE = 14;
const BETWEEN = 200;
const GAP = 8;
const LONGEST_NAME = 24;

/**
 * Two columns of words, and lines from each word on the left to those it looks at on the right, as strong as the weights.
 * Each head of the layer has a colour.
 *
 * @throws ShapeError, ValueError if words and weights do not fit together, or there are none
 */
export function attentionLines(map: HeadAttention, options: AttentionLinesOptions = {}): Picture {
  const { title = 'Lines of attention', weakest = WEAKEST } = options;
  const axes = options.axes ?? { rows: 'this word', columns: 'looks at' };
  checkHeadAttention('attentionLines', map);
  const widthOf = (words: readonly string[], heading: string) =>
    Math.max(
      textWidth(heading, 12),
      ...words.map((word) => textWidth(truncate(visibleToken(word), LONGEST_NAME), FONT_SIZE)),
    );
  const left = widthOf(map.target, axes.rows);
  const right = left + BETWEEN;
  const width = right + widthOf(map.source, axes.columns);
  const legend = hueLegend(map.heads.length === 1 ? [] : map.heads.map((_, h) => `head ${h + 1}`), width);
  const longer = Math.max(map.source.length, map.target.length);
  const top = legend.height + (legend.height > 0 ? 12 : 0) + 26;
  /** The middle of a word; the shorter column stands in the middle of the longer. */
  const rowAt = (i: number, count: number) => top + (i + 0.5 + (longer - count) / 2) * PITCH;

  const word = (x: number, count: number, anchor: string) => (name: string, i: number) =>
    label(x, rowAt(i, count), visibleToken(name), `dy=".35em"${anchor}`, LONGEST_NAME);
  const targets = map.target.map(word(left, map.target.length, ' text-anchor="end"'));
  const sources = map.source.map(word(right, map.source.length, ''));
  const line = (link: Link): string => {
    const shift = headShift(link.head, map.heads.length);
    const y1 = coordinate(rowAt(link.target, map.target.length) + shift);
    const y2 = coordinate(rowAt(link.source, map.source.length) + shift);
    const [x1, x2] = [left + GAP, right - GAP];
    const middle = coordinate((x1 + x2) / 2);
    const path = `M${coordinate(x1)} ${y1}C${middle} ${y1} ${middle} ${y2} ${coordinate(x2)} ${y2}`;
    return drawLink(path, link, map);
  };
  const heads = linksOf(map, weakest).map((links, h) => drawHead(h, links.map(line)));
  const headings =
    label(left, top - 10, axes.rows, 'text-anchor="end"') + label(right, top - 10, axes.columns);
  return padded({
    width: Math.max(width, legend.width),
    height: top + longer * PITCH,
    title,
    description: describeLinks(map, weakest),
    body:
      `${legend.body}<g fill="none">${heads.join('')}</g><g fill="var(--quiet)">${headings}</g>` +
      `<g fill="var(--ink)" font-size="${FONT_SIZE}">${targets.join('')}${sources.join('')}</g>`,
    table: linkTable(map),
  });
}
