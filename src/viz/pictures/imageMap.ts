import { ShapeError } from '../../tensor/errors.ts';
import { checkPositive } from '../checkPositive.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { coordinate, label, type Picture, padded } from '../svg.ts';
import { checkMatrix, type Matrix, strongest, strongestAt } from '../tokenAttention.ts';
import { weightText } from './findings.ts';
import { greyPng } from './greyPng.ts';

export interface ImageAttention {
  /** Rows of grey, 0 black to 255 white. */
  image: Matrix;
  /** A weight for each patch: rows of patches, which cut the image evenly. */
  weights: Matrix;
}

export interface ImageMapOptions {
  title?: string;
  /** The longer side of the image, in pixels. */
  size?: number;
}

/** Seen on black and on white, which the image may be in light and in dark alike. */
const GLOW = '#f4511e';
const OPAQUE = 0.85;
const SCALE_STEPS = 20;

/**
 * A grey image, and over it how much each of its patches was looked at: the stronger, the redder; the strongest patch is
 * outlined. Negative weights count as 0. Pointing at a patch tells its weight.
 *
 * @throws ShapeError, ValueError if rows differ in length, there are none, or there are more patches than pixels
 */
export function imageMap({ image, weights }: ImageAttention, options: ImageMapOptions = {}): Picture {
  const { title = 'Attention over an image', size = 320 } = options;
  checkMatrix('imageMap', 'image', image);
  checkMatrix('imageMap', 'weights', weights);
  checkPositive('imageMap', { size });
  const [H, W] = [image.length, image[0].length];
  const [rows, columns] = [weights.length, weights[0].length];
  if (rows > H || columns > W) {
    throw new ShapeError(
      `imageMap: patches must not be smaller than a pixel; got ${rows} × ${columns} weights for an image of ${H} × ${W}`,
    );
  }
  const scale = size / Math.max(H, W);
  const [width, height] = [W * scale, H * scale];
  const cell = { width: width / columns, height: height / rows };
  const max = strongest(weights);
  const best = strongestPatch(weights);

  const patches = weights.map((row, r) =>
    Array.from(row, (weight, c) => {
      const tip = escapeHtml(`row ${r + 1}, column ${c + 1}: ${weight.toFixed(4)}`);
      return `<rect ${place(r, c)} fill="${GLOW}" fill-opacity="${opacity(weight / max)}"><title>${tip}</title></rect>`;
    }),
  );
  function place(r: number, c: number): string {
    return (
      `x="${coordinate(c * cell.width)}" y="${coordinate(r * cell.height)}" ` +
      `width="${coordinate(cell.width)}" height="${coordinate(cell.height)}"`
    );
  }
  const lines = [
    ...Array.from(
      { length: columns - 1 },
      (_, c) => `M${coordinate((c + 1) * cell.width)} 0v${coordinate(height)}`,
    ),
    ...Array.from(
      { length: rows - 1 },
      (_, r) => `M0 ${coordinate((r + 1) * cell.height)}h${coordinate(width)}`,
    ),
  ].join('');
  const outline = `${place(best.row, best.column)} fill="none" pointer-events="none"`;
  return padded({
    width: Math.max(width, 200),
    height: height + 28,
    title,
    description: describe(image, weights),
    body:
      `<image width="${coordinate(width)}" height="${coordinate(height)}" preserveAspectRatio="none" ` +
      `style="image-rendering:pixelated" href="${greyPng(image)}"/>${patches.flat().join('')}` +
      `<path d="${lines}" stroke="#808080" stroke-opacity=".6" stroke-width=".75" pointer-events="none"/>` +
      `<rect ${outline} stroke="#000" stroke-width="4"/><rect ${outline} stroke="#fff" stroke-width="2"/>` +
      `<rect width="${coordinate(width)}" height="${coordinate(height)}" fill="none" stroke="var(--quiet)" pointer-events="none"/>` +
      legend(height + 14, max),
    table: {
      headings: ['', ...Array.from({ length: columns }, (_, c) => `column ${c + 1}`)],
      rows: weights.map((row, r) => [`row ${r + 1}`, ...Array.from(row, weightText)]),
    },
  });
}

function opacity(strength: number): string {
  return (OPAQUE * Math.min(1, Math.max(0, strength))).toFixed(3);
}

/** What the red means, over black and over white. */
function legend(y: number, max: number): string {
  const steps = Array.from({ length: SCALE_STEPS }, (_, i) => {
    const strength = opacity((i + 0.5) / SCALE_STEPS);
    return `<rect x="${14 + i * 5}" y="${coordinate(y)}" width="5" height="12" fill="${GLOW}" fill-opacity="${strength}"/>`;
  });
  const end = 14 + SCALE_STEPS * 5;
  const grounds = ['#000', '#fff'].map(
    (color, i) =>
      `<rect x="14" y="${coordinate(y + 6 * i)}" width="${end - 14}" height="6" fill="${color}"/>`,
  );
  const frame = `<rect x="14" y="${coordinate(y)}" width="${end - 14}" height="12" fill="none" stroke="var(--quiet)" stroke-width=".75"/>`;
  const numbers = label(0, y + 10, '0') + label(end + 8, y + 10, weightText(max));
  return `<g fill="var(--quiet)">${numbers}${grounds.join('')}${steps.join('')}${frame}</g>`;
}

function strongestPatch(weights: Matrix): { row: number; column: number; weight: number } {
  const inRows = weights.map((line, row) => {
    const column = strongestAt(line);
    return { row, column, weight: line[column] };
  });
  return inRows.reduce((best, each) => (each.weight > best.weight ? each : best));
}

function describe(image: Matrix, weights: Matrix): string {
  const { row, column, weight } = strongestPatch(weights);
  const all = weights
    .flatMap((line) => Array.from(line, (value) => Math.max(0, value)))
    .sort((a, b) => b - a);
  const total = all.reduce((sum, value) => sum + value, 0);
  const size = `An image of ${image.length} × ${image[0].length} pixels in ${weights.length} × ${weights[0].length} patches.`;
  if (total === 0) return `${size} No patch is looked at.`;
  const quarter = Math.ceil(all.length / 4);
  const part = all.slice(0, quarter).reduce((sum, value) => sum + value, 0) / total;
  return (
    `${size} The patch in row ${row + 1}, column ${column + 1} is looked at most (${weightText(weight)}); ` +
    `the strongest ${quarter} of ${all.length} have ${Math.round(100 * part)} % of the attention.`
  );
}
