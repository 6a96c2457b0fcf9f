import { ShapeError } from '../../tensor/errors.ts';
import { checkPositive } from '../checkPositive.ts';
import { weightClass } from '../palette.ts';
import { coordinate, label, type Picture, padded } from '../svg.ts';
import { counted } from './findings.ts';
import { thumbnailSize } from './mapThumbnail.ts';
import { shadedCells } from './shadedCells.ts';

/** Whether query i may look at key j: what `pattern.at(L, S)` gives. */
export interface Visibility {
  allows(i: number, j: number): boolean;
}

export interface PatternThumbnailOptions {
  /** What the pattern is called. */
  title: string;
  /** L */
  queries: number;
  /** S; as many as queries otherwise. */
  keys?: number;
  /** The longer side of a drawing, in pixels. */
  size?: number;
}

const GAP = 16;
const KEY_WIDTH = 146;
const MOST_CELLS = 64;
/** Of a block of pairs, at most so many rows and columns are asked for. */
const SAMPLES = 4;

/**
 * Who may look at whom: queries down, keys across, what is allowed in the strongest shade. Several patterns, one for each
 * head, are drawn side by side. More than 64 queries or keys are gathered into blocks, shaded by how much of the block is
 * allowed.
 *
 * @throws ShapeError if there are no patterns, queries or keys
 */
export function patternThumbnail(
  pattern: Visibility | readonly Visibility[],
  { title, queries, keys = queries, size = 120 }: PatternThumbnailOptions,
): Picture {
  const heads = 'allows' in pattern ? [pattern] : pattern;
  if (heads.length === 0)
    throw new ShapeError('patternThumbnail: there must be at least one pattern; got none');
  for (const count of [queries, keys]) {
    if (!(Number.isInteger(count) && count > 0)) {
      throw new ShapeError(
        `patternThumbnail: queries and keys must be whole numbers above 0; got ${queries} and ${keys}`,
      );
    }
  }
  checkPositive('patternThumbnail', { size });
  const { width, height } = thumbnailSize(queries, keys, size);
  const pitch = Math.max(width, 48) + GAP;
  const shares = heads.map((head) => allowedShares(head, queries, keys));
  const [left, top] = [20, heads.length > 1 ? 36 : 20];
  const maps = shares.map((share, h) => {
    const x = left + h * pitch;
    const scale = `scale(${(width / share[0].length).toFixed(4)} ${(height / share.length).toFixed(4)})`;
    const name = heads.length > 1 ? label(x + width / 2, 10, `head ${h + 1}`, 'text-anchor="middle"') : '';
    return (
      `${name}<g transform="translate(${coordinate(x)} ${top})"><g transform="${scale}">${shadedCells(share, 1)}</g>` +
      `<rect width="${width}" height="${height}" fill="none" stroke="var(--quiet)"/></g>`
    );
  });
  const axes =
    label(left, top - 6, 'keys →') +
    label(0, 0, '← queries', `text-anchor="end" transform="translate(12 ${top}) rotate(-90)"`);
  const bottom = top + height + 12;
  const swatch = (x: number, shade: number, text: string) =>
    `<rect class="${weightClass(shade)}" x="${x}" y="${coordinate(bottom)}" width="10" height="10" stroke="var(--quiet)"/>` +
    label(x + 16, bottom + 9, text);
  return padded({
    width: Math.max(left + heads.length * pitch - GAP, left + KEY_WIDTH),
    height: bottom + 12,
    title,
    description: describe(shares, queries, keys),
    body: `<g fill="var(--quiet)">${axes}${maps.join('')}${swatch(left, 1, 'may look')}${swatch(left + 78, 0, 'may not')}</g>`,
  });
}

/** For each block of pairs, what part of it is allowed; blocks of one pair where they are few enough. */
function allowedShares(pattern: Visibility, L: number, S: number): number[][] {
  const rows = blocks(L);
  const columns = blocks(S);
  return rows.map((is) =>
    columns.map((js) => {
      let allowed = 0;
      for (const i of is) for (const j of js) if (pattern.allows(i, j)) allowed++;
      return allowed / (is.length * js.length);
    }),
  );
}

/** The positions to ask for in each block: all of them, or some spread evenly. */
function blocks(length: number): number[][] {
  const count = Math.min(length, MOST_CELLS);
  return Array.from({ length: count }, (_, b) => {
    const from = Math.floor((b * length) / count);
    const size = Math.floor(((b + 1) * length) / count) - from;
    const samples = Math.min(size, SAMPLES);
    return Array.from({ length: samples }, (_, k) => from + Math.floor(((k + 0.5) * size) / samples));
  });
}

function describe(shares: readonly number[][][], L: number, S: number): string {
  const means = shares.map((share) => {
    const cells = share.flat();
    return `${Math.round((100 * cells.reduce((sum, part) => sum + part, 0)) / cells.length)} %`;
  });
  const part =
    means.length === 1
      ? `${means[0]} of the pairs`
      : `by head ${means.map((mean, h) => `${h + 1}: ${mean}`).join(', ')} of the pairs`;
  const about = L > MOST_CELLS || S > MOST_CELLS ? 'about ' : '';
  return `${counted(L, 'query', 'queries')} and ${counted(S, 'key')}: ${about}${part} may meet.`;
}
