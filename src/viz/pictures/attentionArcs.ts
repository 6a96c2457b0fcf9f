import { truncate } from '../displayWidth.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { checkHeadAttention, type HeadAttention } from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';
import { isRightToLeft } from '../writingDirection.ts';
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

export interface AttentionArcsOptions {
  title?: string;
  /** Weaker weights are not drawn. */
  weakest?: number;
}

/** A sentence's attention to itself: the maps of a layer's heads, each `[L, L]`. */
export interface SelfAttention {
  words: readonly string[];
  /** `[H, L, L]` */
  heads: HeadAttention['heads'];
}

const FONT_SIZE = 14;
const WORD_GAP = 18;
const LONGEST_NAME = 24;
const HIGHEST = 150;

/**
 * A sentence on one line, and arcs from each word to those it looks at, as strong as the weights: above the line it looks
 * at words before it (and at itself), below the line at words after it. Each head of the layer has a colour.
 *
 * @throws ShapeError, ValueError if words and weights do not fit together, or there are none
 */
export function attentionArcs({ words, heads }: SelfAttention, options: AttentionArcsOptions = {}): Picture {
  const { title = 'Arcs of attention', weakest = WEAKEST } = options;
  const map = { source: words, target: words, heads };
  checkHeadAttention('attentionArcs', map);
  const { middles, width } = wordPlaces(words);
  const links = linksOf(map, weakest);
  const height = ({ source, target }: Link) =>
    Math.min(HIGHEST, 18 + 0.32 * Math.abs(middles[target] - middles[source]));
  const highest = (below: boolean) =>
    Math.max(
      0,
      ...links
        .flat()
        .filter((link) => looksAhead(link) === below)
        .map(height),
    );

  const names = heads.length === 1 ? [] : heads.map((_, h) => `head ${h + 1}`);
  const legend = hueLegend(names, Math.max(width, 280));
  const line = legend.height + highest(false) + 14;
  const bottom = line + 16 + highest(true) + (highest(true) > 0 ? 6 : 0);
  const arc = (link: Link): string => {
    const shift = headShift(link.head, heads.length);
    const [x1, x2] = [middles[link.target] + shift, middles[link.source] + shift];
    const ahead = looksAhead(link);
    const y = ahead ? line + 18 : line - 6;
    // A curve reaches three quarters of the way to its two control points.
    const top = y + ((ahead ? 1 : -1) * height(link) * 4) / 3;
    const spread = x1 === x2 ? 12 : 0;
    return drawLink(
      `M${coordinate(x1)} ${coordinate(y)}C${coordinate(x1 - spread)} ${coordinate(top)} ` +
        `${coordinate(x2 + spread)} ${coordinate(top)} ${coordinate(x2)} ${coordinate(y)}`,
      link,
      map,
    );
  };
  const arcs = links.map((of, h) => drawHead(h, of.map(arc)));
  const labels = words.map((word, i) =>
    label(middles[i], line + 8, visibleToken(word), 'text-anchor="middle"', LONGEST_NAME),
  );
  const hint = highest(true) > 0 ? 'above: at words before · below: at words after' : '';
  return padded({
    width: Math.max(width, legend.width, textWidth(hint, 12)),
    height: bottom + (hint === '' ? 0 : 20),
    title,
    description: describeLinks(map, weakest),
    body:
      `${legend.body}<g fill="none">${arcs.join('')}</g>` +
      `<g fill="var(--ink)" font-size="${FONT_SIZE}">${labels.join('')}</g>` +
      (hint === '' ? '' : label(0, bottom + 16, hint, 'fill="var(--quiet)"')),
    table: linkTable(map),
  });
}

function looksAhead({ source, target }: Link): boolean {
  return source > target;
}

/** Where each word's middle is, in the sentence's own direction. */
function wordPlaces(words: readonly string[]): { middles: number[]; width: number } {
  const widths = words.map((word) => textWidth(truncate(visibleToken(word), LONGEST_NAME), FONT_SIZE));
  let x = 0;
  const middles = widths.map((width) => {
    const middle = x + width / 2;
    x += width + WORD_GAP;
    return middle;
  });
  const width = x - WORD_GAP;
  return { middles: isRightToLeft(words) ? middles.map((middle) => width - middle) : middles, width };
}
