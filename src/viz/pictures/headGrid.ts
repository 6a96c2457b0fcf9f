import { checkPositive } from '../checkPositive.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { checkLayerAttention, type LayerAttention, type Matrix, strongest } from '../tokenAttention.ts';
import { counted, weightText } from './findings.ts';
import { mapThumbnail, thumbnailSize } from './mapThumbnail.ts';
import { SCALE_HEIGHT, weightScale } from './weightScale.ts';

export interface HeadGridOptions {
  title?: string;
  /** Whether one scale serves all maps, so that they can be compared, or each is shaded against its own strongest weight. */
  scale?: 'shared' | 'each';
  /** The longer side of a map, in pixels. */
  size?: number;
}

const GAP = 8;

/**
 * The maps of all heads, small, a row for each layer: what kinds of heads there are. Rows of a map are the words that look,
 * its columns those looked at. Maps of more than 36 words are gathered into blocks, which show their greatest weight.
 *
 * @throws ShapeError, ValueError if words and weights do not fit together, or there are none
 */
export function headGrid(map: LayerAttention, options: HeadGridOptions = {}): Picture {
  const { title = 'Attention of each head', scale = 'shared', size = 72 } = options;
  checkLayerAttention('headGrid', map);
  checkPositive('headGrid', { size });
  const { source, target, layers } = map;
  const all = strongest(layers.flat(2));
  const { width, height } = thumbnailSize(target.length, source.length, size);
  const left = textWidth(`layer ${layers.length}`, 12) + 10;
  const top = 24;
  const most = Math.max(...layers.map((heads) => heads.length));
  const pitch = { x: Math.max(width, 24) + GAP, y: Math.max(height, 16) + GAP };

  const columns = Array.from({ length: most }, (_, h) =>
    label(left + h * pitch.x + width / 2, 14, columnName(h, width), 'text-anchor="middle"'),
  );
  const rows = layers.map((heads, i) => {
    const y = top + i * pitch.y;
    const name = label(left - 10, y + height / 2, `layer ${i + 1}`, 'dy=".35em" text-anchor="end"');
    const maps = heads.map((weights, h) => {
      const max = scale === 'shared' ? all : strongest(weights);
      const place = `translate(${coordinate(left + h * pitch.x)} ${coordinate(y)})`;
      const tip = `layer ${i + 1}, head ${h + 1}: strongest ${weightText(strongest(weights))}, sharpness ${weightText(sharpness(weights))}`;
      return `<g transform="${place}"><title>${escapeHtml(tip)}</title>${mapThumbnail(weights, max, size).body}</g>`;
    });
    return name + maps.join('');
  });
  const bottom = top + layers.length * pitch.y;
  const key = weightScale(left, bottom + 6, scale === 'shared' ? all : 'strongest of each map');
  return padded({
    width: left + Math.max(most * pitch.x - GAP, key.width),
    height: bottom + 6 + SCALE_HEIGHT,
    title,
    description: describe(layers, source.length, target.length),
    body: `<g fill="var(--quiet)">${columns.join('')}${rows.join('')}</g>${key.body}`,
    table: {
      headings: ['', ...Array.from({ length: most }, (_, h) => `head ${h + 1}`)],
      rows: layers.map((heads, i) => [
        `sharpness in layer ${i + 1}`,
        ...Array.from({ length: most }, (_, h) => (h < heads.length ? weightText(sharpness(heads[h])) : '–')),
      ]),
    },
  });
}

function columnName(head: number, width: number): string {
  return width < 48 ? String(head + 1) : `head ${head + 1}`;
}

/** The mean of the rows' greatest weights: 1 where each word looks at one other alone. */
function sharpness(weights: Matrix): number {
  const sum = weights.reduce((total, row) => total + Math.max(0, ...Array.from(row)), 0);
  return sum / weights.length;
}

function describe(layers: LayerAttention['layers'], S: number, L: number): string {
  const heads = layers.flatMap((maps, i) =>
    maps.map((weights, h) => ({ name: `head ${h + 1} of layer ${i + 1}`, value: sharpness(weights) })),
  );
  heads.sort((a, b) => b.value - a.value);
  const tell = ({ name, value }: (typeof heads)[number]) => `${name} (${weightText(value)})`;
  const [first, last] = [heads[0], heads[heads.length - 1]];
  const range =
    heads.length === 1
      ? `Its rows’ strongest weights have a mean of ${weightText(first.value)}`
      : `By the mean of the rows’ strongest weights the sharpest is ${tell(first)}, the most even ${tell(last)}`;
  return `${counted(heads.length, 'map')} of ${L} by ${S} words in ${counted(layers.length, 'layer')}. ${range}.`;
}
