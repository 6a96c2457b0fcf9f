import { BLOCK, type BlockMap, TILE_WORDS } from '../../tensor/blockMap.ts';
import type { ResolvedPattern } from './pattern.ts';
import { TileStore } from './tileStore.ts';

/** In place of a tile's number: all pairs of the run meet. */
const FULL = -1;

/**
 * The blocks of a pattern. Each row of blocks is halved until a part is empty, full or one block, so that a pattern with
 * few blocks in a row is asked a few times log S; pairs are asked for only in blocks that it calls partial.
 */
export function blockMapOf(pattern: ResolvedPattern, L: number, S: number): BlockMap {
  const rows = new Int32Array(Math.ceil(L / BLOCK) + 1);
  const runs: number[] = [];
  const tiles = new TileStore();
  const bits = new Int32Array(TILE_WORDS);
  for (let row = 0; row < rows.length - 1; row++) {
    const i0 = row * BLOCK;
    const i1 = Math.min(L, i0 + BLOCK);
    const start = runs.length;
    const add = (from: number, to: number, tile: number): void => {
      const grows = tile === FULL && runs.length > start && runs.at(-1) === FULL && runs.at(-2) === from;
      if (grows) runs[runs.length - 2] = to;
      else runs.push(from, to, tile);
    };
    const visit = (from: number, to: number): void => {
      const j0 = from * BLOCK;
      const j1 = Math.min(S, to * BLOCK);
      const coverage = pattern.block(i0, i1, j0, j1);
      if (coverage === 'empty') return;
      if (coverage === 'full') {
        add(from, to, FULL);
      } else if (to - from > 1) {
        const middle = (from + to) >> 1;
        visit(from, middle);
        visit(middle, to);
      } else {
        const count = settle(pattern, i0, i1, j0, j1, bits);
        if (count > 0) add(from, to, count === (i1 - i0) * (j1 - j0) ? FULL : tiles.add(bits));
      }
    };
    visit(0, Math.ceil(S / BLOCK));
    rows[row + 1] = runs.length / 3;
  }
  return { queries: L, keys: S, rows, runs: Int32Array.from(runs), tiles: tiles.words() };
}

/** Sets the bits of one block, pair by pair; returns how many are set. */
function settle(
  ...[pattern, i0, i1, j0, j1, bits]: [ResolvedPattern, number, number, number, number, Int32Array]
): number {
  let count = 0;
  bits.fill(0);
  for (let i = i0; i < i1; i++) {
    for (let j = j0; j < j1; j++) {
      if (!pattern.allows(i, j)) continue;
      bits[2 * (i - i0) + ((j - j0) >> 5)] |= 1 << (j - j0);
      count++;
    }
  }
  return count;
}
