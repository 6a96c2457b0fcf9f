import { ValueError } from '../tensor/errors.ts';
import { displayWidth, truncate } from './displayWidth.ts';
import { shade, type TerminalColor } from './shading.ts';
import { checkTokenAttention, strongest, type TokenAttention } from './tokenAttention.ts';
import { visibleToken } from './visibleToken.ts';
import { wordColumns } from './wordColumns.ts';

export interface AttentionTextOptions {
  color: TerminalColor;
  /** No line is wider, in terminal columns; at least 30. */
  width?: number;
}

const WIDEST_CELL = 6;
const NARROWEST_CELL = 2;
const NARROWEST_MAP = 30;
/** `0`, 16 shades and the strongest weight, at most `0.0000012`. */
const LEGEND_WIDTH = 2 + 16 + 1 + 9;

/**
 * An attention map for the terminal: source words across, target words down, cells shaded by weight; the strongest
 * weight of the map has the strongest shade, and negative ones count as 0. A map that is too wide goes on below in
 * further blocks of columns. The last line has no `\n`; without words there is no line.
 *
 *            Bonjour
 *            │     le    monde
 *     Hello  ██████·     ·
 *     world  ·     ▒▒▒▒▒▒▓▓▓▓▓▓
 *
 * @throws ShapeError, ValueError if words and weights do not fit together
 */
export function renderAttention(map: TokenAttention, { color, width = 80 }: AttentionTextOptions): string {
  checkTokenAttention('renderAttention', map);
  if (!(width >= NARROWEST_MAP)) {
    throw new ValueError(`renderAttention: width must be at least ${NARROWEST_MAP}; got ${width}`);
  }
  if (map.source.length === 0 || map.target.length === 0) return '';
  const rowNames = names(map.target, Math.floor(width * 0.3));
  const margin = Math.max(...rowNames.map(displayWidth)) + 2;
  const room = width - margin;
  const columnNames = names(map.source, Math.floor(room / 2));
  const { cell, count } = columnLayout(columnNames, room);
  const max = strongest(map.weights);

  const lines: string[] = [];
  for (let start = 0; start < columnNames.length; start += count) {
    const columns = columnNames.slice(start, start + count);
    if (start > 0) lines.push('');
    for (const line of wordColumns(columns, cell)) lines.push(' '.repeat(margin) + line);
    for (const [l, name] of rowNames.entries()) {
      const cells = columns.map((_, i) => shade(map.weights[l][start + i] / max, cell, color));
      lines.push(`${' '.repeat(margin - 2 - displayWidth(name))}${name}  ${cells.join('')}`);
    }
  }
  lines.push('', ' '.repeat(Math.min(margin, width - LEGEND_WIDTH)) + legend(max, color));
  return lines.map((line) => line.trimEnd()).join('\n');
}

function names(tokens: readonly string[], width: number): string[] {
  return tokens.map((token) => truncate(visibleToken(token), width));
}

/**
 * The fewest blocks of columns, and then the widest cells, with which every name fits into the room. One column a block
 * always does, as no name is wider than half the room.
 */
function columnLayout(names: readonly string[], room: number): { cell: number; count: number } {
  for (let blocks = 1; ; blocks++) {
    const count = Math.ceil(names.length / blocks);
    for (let cell = WIDEST_CELL; cell >= NARROWEST_CELL; cell--) {
      const fits = (name: string, i: number) => {
        const left = (i % count) * cell;
        return left + Math.max(cell, displayWidth(name)) <= room;
      };
      if (names.every(fits)) return { cell, count };
    }
  }
}

function legend(max: number, color: TerminalColor): string {
  const steps = color === false ? [0, 0.25, 0.5, 0.75, 1] : Array.from({ length: 16 }, (_, i) => i / 15);
  return `0 ${steps.map((step) => shade(step, 1, color)).join('')} ${max.toPrecision(2)}`;
}
