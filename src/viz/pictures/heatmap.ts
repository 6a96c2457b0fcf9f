import { checkPositive } from '../checkPositive.ts';
import { truncate } from '../displayWidth.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { weightClass } from '../palette.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { checkTokenAttention, checkWords, strongest, type TokenAttention } from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';
import { findings, weightText } from './findings.ts';
import { poolAttention } from './poolAttention.ts';
import { shadedCells } from './shadedCells.ts';
import { SCALE_HEIGHT, weightScale } from './weightScale.ts';

export interface HeatmapOptions {
  title?: string;
  /** What the rows are, and what they do with the columns. */
  axes?: { rows: string; columns: string };
  /** The weight that has the strongest colour; the strongest of the map otherwise. */
  max?: number;
}

const GAP = 12;
const WIDEST_CELL = 32;
/** Columns as narrow as this have their names upright. */
const UPRIGHT_BELOW = 20;
/** With more cells than this, rows are told and not cells. */
const MOST_TOLD = 1600;
const ALL_CELLS = 800;
/** More words than this are gathered into blocks. */
const MOST_WORDS = 64;
/** Longer words are shortened, in columns of a terminal. */
const LONGEST_NAME = 24;

/**
 * An attention map: source words across, target words down, with a scale. Negative weights count as 0. Pointing at a cell
 * tells its weight, in a large map at a row what it looks at. More than 64 words are gathered into blocks, which show the
 * greatest of their weights.
 *
 * @throws ShapeError, ValueError if words and weights do not fit together, or there are none
 */
export function heatmap(map: TokenAttention, options: HeatmapOptions = {}): Picture {
  const { title = 'Attention map', axes = { rows: 'this word', columns: 'looks at' } } = options;
  checkWords('heatmap', map);
  checkTokenAttention('heatmap', map);
  checkPositive('heatmap', { max: options.max });
  const max = options.max ?? strongest(map.weights);
  const { source, target, weights } = visible(poolAttention(map, MOST_WORDS));
  const cell = Math.min(WIDEST_CELL, Math.floor(ALL_CELLS / Math.max(source.length, target.length)));
  const fontSize = cell < UPRIGHT_BELOW ? 11 : 14;
  const rowTitle = `${axes.rows} ↓`;
  const columnTitle = `${axes.columns} →`;
  const widths = target.map((name) => textWidth(truncate(name, LONGEST_NAME), fontSize));
  const left = GAP + Math.max(textWidth(rowTitle, 12), ...widths);
  const columns = columnNames(source, cell, fontSize);
  const top = 20 + columns.height + GAP;
  const bottom = top + target.length * cell;
  const key = weightScale(left, bottom + 16, max);
  const rows = target.map((name, l) => {
    const end = 'dy=".35em" text-anchor="end"';
    return label(left - GAP, top + (l + 0.5) * cell, name, end, LONGEST_NAME);
  });
  const draw = source.length * target.length > MOST_TOLD ? drawRows : drawCells;
  const move = (x: number, y: number, body: string) =>
    `<g transform="translate(${coordinate(x)} ${coordinate(y)})">${body}</g>`;
  const titles = label(left - GAP, top - 9, rowTitle, 'text-anchor="end"') + label(left, 12, columnTitle);
  return padded({
    width: left + Math.max(key.width, source.length * cell, columns.width, textWidth(columnTitle, 12)),
    height: bottom + 16 + SCALE_HEIGHT,
    title,
    description: describe(map, target.length, source.length),
    body:
      `<g fill="var(--quiet)">${titles}</g>` +
      `<g fill="var(--ink)" font-size="${fontSize}">${move(left, top - 8, columns.body)}${rows.join('')}</g>` +
      `${move(left, top, draw({ source, target, weights }, cell, max))}${key.body}`,
    table: {
      headings: ['', ...source],
      rows: target.map((name, l) => [name, ...Array.from(weights[l], weightText)]),
    },
  });
}

function visible({ source, target, weights }: TokenAttention): TokenAttention {
  return { source: source.map(visibleToken), target: target.map(visibleToken), weights };
}

/** Each cell tells its weight. */
function drawCells({ source, target, weights }: TokenAttention, cell: number, max: number): string {
  const size = `width="${cell - 1}" height="${cell - 1}" rx="${cell < UPRIGHT_BELOW ? 1 : 2}"`;
  const cells = target.flatMap((name, l) =>
    source.map((other, s) => {
      const tip = escapeHtml(`${name} → ${other}: ${weights[l][s].toFixed(4)}`);
      const shade = weightClass(weights[l][s] / max);
      return `<rect class="${shade}" x="${s * cell}" y="${l * cell}" ${size}><title>${tip}</title></rect>`;
    }),
  );
  return cells.join('');
}

/** Each row tells what it looks at; cells are drawn together, in a tenth of the bytes. */
function drawRows({ source, target, weights }: TokenAttention, cell: number, max: number): string {
  const rows = target.map((name, l) => {
    const tip = escapeHtml(findings({ source, target: [name], weights: [weights[l]] }));
    const place = `y="${l * cell}" width="${source.length * cell}" height="${cell}"`;
    return `<rect ${place} fill-opacity="0"><title>${tip}</title></rect>`;
  });
  return `<g transform="scale(${cell})">${shadedCells(weights, max)}</g>${rows.join('')}`;
}

/** Names above columns, leaning by 45 degrees where there is room for that, from (0, 0) upwards. */
function columnNames(names: readonly string[], cell: number, fontSize: number) {
  const upright = cell < UPRIGHT_BELOW;
  const widths = names.map(
    (name) => textWidth(truncate(name, LONGEST_NAME), fontSize) * (upright ? 1 : Math.SQRT1_2),
  );
  const body = names.map((name, s) => {
    const x = (s + 0.5) * cell + (upright ? fontSize * 0.35 : 3);
    const turn = `transform="rotate(${upright ? -90 : -45} ${coordinate(x)} 0)"`;
    return label(x, 0, name, turn, LONGEST_NAME);
  });
  return {
    body: body.join(''),
    height: Math.max(...widths),
    width: upright ? 0 : Math.max(...widths.map((width, s) => (s + 0.5) * cell + width + 12)),
  };
}

function describe(map: TokenAttention, rows: number, columns: number): string {
  const [L, S] = [map.target.length, map.source.length];
  const found = findings(map);
  if (rows === L && columns === S) return found;
  const block = `${Math.ceil(L / rows)} × ${Math.ceil(S / columns)}`;
  return `${L} by ${S} words; each cell is the greatest of up to ${block} weights. ${found}`;
}
