import { escapeHtml } from './escapeHtml.ts';
import { WEIGHT_STEPS, weightClass } from './palette.ts';
import { coordinate, standaloneSvg, textWidth } from './svg.ts';
import { checkTokenAttention, strongest, type TokenAttention } from './tokenAttention.ts';
import { visibleToken } from './visibleToken.ts';

const CELL = 32;
const FONT_SIZE = 14;
const PADDING = 20;
/** Source words lean by 45 degrees, which shortens them by this factor both ways. */
const SLANT = Math.SQRT1_2;
const LEGEND_WIDTH = 16 + WEIGHT_STEPS * 3 + 48;

/**
 * An attention map as an SVG file: source words across, target words down. The strongest weight of the map has the
 * strongest colour, negative ones count as 0; hovering a cell tells its weight.
 *
 * @throws ShapeError, ValueError if words and weights do not fit together
 */
export function svgHeatmap(map: TokenAttention, title = 'Attention map'): string {
  checkTokenAttention('svgHeatmap', map);
  const source = map.source.map(visibleToken);
  const target = map.target.map(visibleToken);
  const max = strongest(map.weights);
  const widths = source.map((name) => textWidth(name, FONT_SIZE) * SLANT);
  const left = PADDING + Math.max(0, ...target.map((name) => textWidth(name, FONT_SIZE))) + 12;
  const top = PADDING + Math.max(0, ...widths) + 14;
  const right =
    left +
    Math.max(LEGEND_WIDTH, source.length * CELL, ...widths.map((width, i) => (i + 0.5) * CELL + width + 10));
  const bottom = top + target.length * CELL;

  const columns = source.map((name, s) => {
    const x = coordinate(left + (s + 0.5) * CELL + 3);
    const y = coordinate(top - 9);
    return `<text x="${x}" y="${y}" transform="rotate(-45 ${x} ${y})">${escapeHtml(name)}</text>`;
  });
  const rows = target.map((name, l) => {
    const y = top + l * CELL;
    const label = `<text x="${coordinate(left - 12)}" y="${coordinate(y + CELL / 2)}" dy=".35em" text-anchor="end">${escapeHtml(name)}</text>`;
    const cells = source.map((sourceName, s) => {
      const weight = map.weights[l][s];
      const tip = escapeHtml(`${name} ← ${sourceName}: ${weight.toFixed(4)}`);
      return (
        `<rect class="${weightClass(weight / max)}" x="${coordinate(left + s * CELL)}" y="${coordinate(y)}" ` +
        `width="${CELL - 1}" height="${CELL - 1}" rx="2"><title>${tip}</title></rect>`
      );
    });
    return label + cells.join('');
  });

  return standaloneSvg({
    width: Math.ceil(right + PADDING),
    height: Math.ceil(bottom + 34 + PADDING),
    title,
    description: `From “${source.join(' ')}” to “${target.join(' ')}”. ${describe(source, target, map.weights)}`,
    body:
      '<style>rect[class]{fill:var(--ground)}</style>' +
      `<g fill="var(--ink)" font-size="${FONT_SIZE}">${columns.join('')}${rows.join('')}</g>${legend(left, bottom + 18, max)}`,
  });
}

/** For each target word the source word it looked at most. */
function describe(
  source: readonly string[],
  target: readonly string[],
  weights: TokenAttention['weights'],
): string {
  if (source.length === 0) return '';
  return target
    .map((name, l) => {
      const row = Array.from(weights[l]);
      return `${name} looks at ${source[row.indexOf(Math.max(...row))]}`;
    })
    .join(', ');
}

function legend(x: number, y: number, max: number): string {
  const steps = Array.from({ length: WEIGHT_STEPS + 1 }, (_, i) => {
    const weight = i / WEIGHT_STEPS;
    return `<rect class="${weightClass(weight)}" x="${coordinate(x + 16 + i * 3)}" y="${coordinate(y)}" width="3.5" height="10"/>`;
  });
  const text = (at: number, label: string) =>
    `<text x="${coordinate(at)}" y="${coordinate(y + 9)}">${label}</text>`;
  return `<g fill="var(--quiet)">${text(x, '0')}${steps.join('')}${text(x + 16 + WEIGHT_STEPS * 3 + 11, max.toPrecision(2))}</g>`;
}
