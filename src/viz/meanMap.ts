import type { Matrix } from './tokenAttention.ts';

/** The mean of maps of the same words, weight by weight; no rows without maps. */
export function meanMap(maps: readonly Matrix[]): number[][] {
  if (maps.length === 0) return [];
  return maps[0].map((row, l) =>
    Array.from(row, (_, s) => maps.reduce((sum, weights) => sum + weights[l][s], 0) / maps.length),
  );
}
