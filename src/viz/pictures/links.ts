import { escapeHtml } from '../escapeHtml.ts';
import { meanMap } from '../meanMap.ts';
import { hue } from '../palette.ts';
import type { PictureTable } from '../svg.ts';
import type { HeadAttention } from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';
import { findings, weightText } from './findings.ts';

/** Weaker weights are not drawn: they would hide the others. */
export const WEAKEST = 0.05;

/** One word's look at another, by one head. */
export interface Link {
  head: number;
  target: number;
  source: number;
  weight: number;
}

/** What is strong enough to be drawn, by head, the strongest of a head last and so on top. */
export function linksOf({ heads }: HeadAttention, weakest: number): Link[][] {
  return heads.map((weights, head) => {
    const links = weights.flatMap((row, target) =>
      Array.from(row, (weight, source): Link => ({ head, target, source, weight })),
    );
    return links.filter(({ weight }) => weight > 0 && weight >= weakest).sort((a, b) => a.weight - b.weight);
  });
}

/** Lines of all heads lie beside each other, within what a word is high. */
function widestLine(heads: number): number {
  return Math.min(4, 16 / heads);
}

/** How far a head's line lies from the middle of the word. */
export function headShift(head: number, heads: number): number {
  return (head - (heads - 1) / 2) * widestLine(heads);
}

/** A line as strong as its weight, from 0 to 1, which tells itself to who points at it. */
export function drawLink(path: string, { weight, target, source, head }: Link, map: HeadAttention): string {
  const strength = Math.min(1, weight);
  const width = 0.5 + (widestLine(map.heads.length) - 0.5) * strength;
  const who = map.heads.length === 1 ? '' : `head ${head + 1}, `;
  const tip = `${who}${visibleToken(map.target[target])} → ${visibleToken(map.source[source])}: ${weight.toFixed(4)}`;
  const stroke = `stroke-width="${width.toFixed(1)}" stroke-opacity="${Math.max(0.12, strength).toFixed(2)}"`;
  return `<path d="${path}" ${stroke}><title>${escapeHtml(tip)}</title></path>`;
}

/** A head's lines in its colour; a page can hide them by their class. */
export function drawHead(head: number, lines: readonly string[]): string {
  return `<g class="head-${head}" stroke="${hue(head)}">${lines.join('')}</g>`;
}

export function describeLinks(map: HeadAttention, weakest: number): string {
  const mean = { ...map, weights: meanMap(map.heads) };
  const whose = map.heads.length === 1 ? '' : `${map.heads.length} heads. On average: `;
  return `${whose}${findings(mean)} Weights below ${weakest} are not drawn.`;
}

/** Each word with what each head looks at most. */
export function linkTable(map: HeadAttention): PictureTable {
  return {
    headings: [
      '',
      ...(map.heads.length === 1 ? ['looks mostly at'] : map.heads.map((_, h) => `head ${h + 1}`)),
    ],
    rows: map.target.map((word, l) => [
      visibleToken(word),
      ...map.heads.map((weights) => {
        const row = Array.from(weights[l]);
        const most = Math.max(...row);
        return most > 0 ? `${visibleToken(map.source[row.indexOf(most)])} ${weightText(most)}` : '–';
      }),
    ]),
  };
}
