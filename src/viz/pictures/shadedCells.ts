import { weightClass } from '../palette.ts';
import type { Matrix } from '../tokenAttention.ts';

/**
 * The cells of a map, each 1 by 1 from (0, 0), shaded against `max`: one path for each shade, of runs of equal cells, so
 * that a large map is a small picture. What has no weight is the ground below.
 */
export function shadedCells(weights: Matrix, max: number): string {
  const paths = new Map<string, string>();
  const empty = weightClass(0);
  for (const [l, row] of weights.entries()) {
    let from = 0;
    for (let s = 1; s <= row.length; s++) {
      const shade = weightClass(row[from] / max);
      if (s < row.length && weightClass(row[s] / max) === shade) continue;
      if (shade !== empty) {
        paths.set(shade, `${paths.get(shade) ?? ''}M${from} ${l}h${s - from}v1h${from - s}z`);
      }
      from = s;
    }
  }
  const ground = `<rect class="${empty}" width="${weights[0]?.length ?? 0}" height="${weights.length}"/>`;
  const shapes = [...paths].map(([shade, path]) => `<path class="${shade}" d="${path}"/>`);
  return `<g shape-rendering="crispEdges">${ground}${shapes.join('')}</g>`;
}
