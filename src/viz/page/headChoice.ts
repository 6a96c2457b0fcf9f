import { escapeHtml } from '../escapeHtml.ts';
import { mapThumbnail } from '../pictures/mapThumbnail.ts';
import type { LayerAttention, Matrix } from '../tokenAttention.ts';
import { strongest } from '../tokenAttention.ts';

const SIZE = 64;

export interface NamedMap {
  name: string;
  weights: Matrix;
}

/** The main map and those of the heads, in the order in which the buttons name them. */
export function namedMaps(main: NamedMap, layers: LayerAttention['layers']): NamedMap[] {
  const heads = layers.flatMap((maps, i) =>
    maps.map((weights, h) => ({ name: headName(i, h, layers.length), weights })),
  );
  return [main, ...heads];
}

/** Buttons that show each map in small: the main one, then a row for each layer. A page's script enlarges the chosen one. */
export function headChoice(maps: readonly NamedMap[], layers: LayerAttention['layers']): string {
  let next = 1;
  const rows = layers.map((heads, i) => {
    const name = layers.length === 1 ? '' : `<span aria-hidden="true">layer ${i + 1}</span>`;
    const buttons = heads.map((_, h) => button(maps[next], next++, `head ${h + 1}`));
    return `<div class="layer">${name}${buttons.join('')}</div>`;
  });
  return (
    `<div class="heads" role="group" aria-label="Which attention to show">` +
    `<div class="layer">${button(maps[0], 0, maps[0].name)}</div>${rows.join('')}</div>`
  );
}

/** In its row the button needs only a short name. */
function button({ name, weights }: NamedMap, index: number, short: string): string {
  const { width, height, body } = mapThumbnail(weights, strongest(weights), SIZE);
  return (
    `<button type="button" class="head" data-map="${index}" aria-pressed="${index === 0}" aria-label="${escapeHtml(name)}">` +
    `<svg width="${width}" height="${height}" aria-hidden="true">${body}</svg>${escapeHtml(short)}</button>`
  );
}

function headName(layer: number, head: number, layers: number): string {
  return layers === 1 ? `head ${head + 1}` : `layer ${layer + 1}, head ${head + 1}`;
}
