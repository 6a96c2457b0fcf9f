import { describe, expect, it } from 'vitest';
import { BLOCK } from '../../tensor/blockMap.ts';
import { ShapeError } from '../../tensor/index.ts';
import { causal } from './causal.ts';
import { and, or } from './combinators.ts';
import { custom } from './custom.ts';
import { dense } from './dense.ts';
import { document } from './document.ts';
import { global } from './global.ts';
import { lower } from './lower.ts';
import { padding } from './padding.ts';
import type { Pattern } from './pattern.ts';
import { slidingWindow } from './slidingWindow.ts';

/** A pattern that counts what it is asked. */
function counted(pattern: Pattern): { pattern: Pattern; calls: { block: number; allows: number } } {
  const calls = { block: 0, allows: 0 };
  const at: Pattern['at'] = (...lengths) => {
    const { block, allows } = pattern.at(...lengths);
    return {
      block(...sides) {
        calls.block++;
        return block(...sides);
      },
      allows(i, j) {
        calls.allows++;
        return allows(i, j);
      },
    };
  };
  return { pattern: { ...pattern, at }, calls };
}

describe('lower', () => {
  it('makes of a window a run of whole blocks between two partial ones', () => {
    const { maps, index } = lower(slidingWindow(128), 640, 640, 3, 5)!;
    expect(index).toBeNull();
    const [{ rows, runs, tiles }] = maps;
    const row = (r: number) => [...runs.subarray(3 * rows[r], 3 * rows[r + 1])];
    expect(row(5)).toEqual([3, 4, 1, 4, 7, -1, 7, 8, 0]);
    expect(row(0)).toEqual([0, 2, -1, 2, 3, 0]);
    expect(tiles).toHaveLength(2 * 2 * BLOCK);
    // Query 320, the first of row 5, sees from 192, where block 3 begins, to 448, where block 7 does.
    expect([tiles[128], tiles[129], tiles[0], tiles[1]]).toEqual([-1, -1, 1, 0]);
  });

  it.each<[string, Pattern, partialPerRow: number]>([
    ['a window', slidingWindow(256), 2],
    ['a causal window', and(causal(), slidingWindow(256)), 2],
    ['a window with global tokens', or(slidingWindow(256), global([0, 1, 2])), 3],
    [
      'causal documents',
      and(causal(), document(Int32Array.from({ length: 65_536 }, (_, i) => Math.floor(i / 256)))),
      1,
    ],
  ])('asks for few blocks and fewer pairs of %s at 65,536', (_, given, partialPerRow) => {
    const L = 65_536;
    const rows = L / BLOCK;
    const { pattern, calls } = counted(given);
    lower(pattern, L, L, 1, 1);
    // Three edges a row, each found by halving.
    expect(calls.block).toBeLessThan(rows * 3 * 2 * Math.log2(rows));
    // Beside its partial blocks, a row that is global asks for its own block's width.
    expect(calls.allows).toBeLessThanOrEqual((rows * partialPerRow + rows) * BLOCK * BLOCK);
    expect(calls.allows).toBeGreaterThan(0);
  });

  it('keeps what it made, as long as it is asked for', () => {
    let calls = 0;
    const pattern = custom((i, j) => {
      if (i === 0 && j === 0) calls++;
      return j < 3;
    });
    const ask = (S: number) => lower(pattern, 5, S, 2, 3);
    const first = ask(67);
    for (let S = 4; S < 67; S++) {
      ask(S);
      expect(ask(67)).toBe(first);
    }
    expect(calls).toBe(64);
    ask(4);
    expect(calls).toBe(65);
  });

  it('makes nothing for a query that sees everything', () => {
    const { pattern, calls } = counted(causal({ align: 'end' }));
    for (let S = 1; S < 1000; S++) expect(lower(pattern, 1, S, 4, 8)).toBeNull();
    expect(calls).toEqual({ block: 999, allows: 0 });
    expect(lower(dense(), 1000, 1000, 4, 8)).toBeNull();
  });

  it('checks lengths before all else', () => {
    expect(() => lower(causal(), 1, 2, 1, 1)).toThrow(ShapeError);
    expect(() => lower(padding([3, 4]), 5, 5, 3, 1)).toThrow(ShapeError);
    expect(() => lower(padding([3, 4]), 5, 5, 3, 1)).toThrow('padding: was made for 2 sequences; got 3');
  });
});
