import { coordinate } from '../svg.ts';
import type { Matrix } from '../tokenAttention.ts';
import { poolMatrix } from './poolAttention.ts';
import { shadedCells } from './shadedCells.ts';

/** More cells than this each way would not be seen, but make the file large. */
const MOST_CELLS = 36;
/** A map of one row is drawn at least so many times as high as a line. */
const FLATTEST = 1 / 4;

/** A map so small that only its form can be seen, with its size: the longer side is `size` wide or high. */
export function mapThumbnail(weights: Matrix, max: number, size: number) {
  const { width, height } = thumbnailSize(weights.length, weights[0].length, size);
  const pooled = poolMatrix(weights, MOST_CELLS);
  const scale = `scale(${(width / pooled[0].length).toFixed(4)} ${(height / pooled.length).toFixed(4)})`;
  return { width, height, body: `<g transform="${scale}">${shadedCells(pooled, max)}</g>` };
}

export function thumbnailSize(L: number, S: number, size: number): { width: number; height: number } {
  const side = (own: number, other: number) =>
    Number(coordinate(size * Math.min(1, Math.max(FLATTEST, own / other))));
  return { width: side(S, L), height: side(L, S) };
}
