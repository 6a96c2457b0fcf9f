import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { patternCost } from '../attentionCost.ts';
import { bigBird } from './bigBird.ts';
import { byHead } from './byHead.ts';
import { causal } from './causal.ts';
import { and, or } from './combinators.ts';
import { dense } from './dense.ts';
import { dilatedWindow } from './dilatedWindow.ts';
import { global } from './global.ts';
import { longformer } from './longformer.ts';
import { lower } from './lower.ts';
import { slidingWindow } from './slidingWindow.ts';

describe('longformer', () => {
  it('is a window and global positions', () => {
    const pattern = longformer({ window: 1, globalTokens: [0] });
    expect(picture(pattern, 4, 4)).toEqual(['xxxx', 'xxx.', 'xxxx', 'x.xx']);
    expect(lower(longformer({ window: 7 }), 67, 67, 1, 1)).toEqual(lower(slidingWindow(7), 67, 67, 1, 1));
  });

  it('dilates the windows of heads', () => {
    const pattern = longformer({ window: 1, globalTokens: [3], dilations: [1, 2] });
    expect(pattern.heads).toBe(2);
    for (const [h, local] of [slidingWindow(1), dilatedWindow(1, { dilation: 2 })].entries())
      expect(picture(pattern, 7, 7, 0, h)).toEqual(picture(or(local, global([3])), 7, 7));
    expect(() => lower(pattern, 7, 7, 1, 3)).toThrow('was made for 2 heads; got 3');
  });

  it('refuses what its parts do', () => {
    expect(() => longformer({ window: 1.5 })).toThrow(ValueError);
    expect(() => longformer({ window: 1, dilations: [1, 0] })).toThrow('dilation');
    expect(() => longformer({ window: 1, globalTokens: [7] }).at(7, 7)).toThrow(ShapeError);
    expect(() => longformer({ window: 1 }).at(3, 5)).toThrow(ShapeError);
    expect(() => longformer({ window: 1 }).at(3, 5)).toThrow("Pass longformer({ align: 'end' })");
  });
});

describe('bigBird', () => {
  it('is a window, global and random blocks', () => {
    const pattern = bigBird({ blockSize: 2, windowBlocks: 3, globalBlocks: 1, randomBlocks: 0, seed: 1 });
    expect(picture(pattern, 8, 8)).toEqual([
      ...['xxxxxxxx', 'xxxxxxxx', 'xxxxxx..', 'xxxxxx..'],
      ...['xxxxxxxx', 'xxxxxxxx', 'xx..xxxx', 'xx..xxxx'],
    ]);
    const more = picture(bigBird({ blockSize: 2, randomBlocks: 1, seed: 1 }), 40, 40);
    const less = picture(bigBird({ blockSize: 2, randomBlocks: 0, seed: 1 }), 40, 40);
    expect(more).not.toEqual(less);
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < 40; j++) if (less[i][j] === 'x') expect(more[i][j]).toBe('x');
  });

  it('draws for each head if asked', () => {
    const { maps } = lower(bigBird({ seed: 1, numHeads: 3 }), 2048, 2048, 1, 3)!;
    expect(maps).toHaveLength(3);
    expect(lower(bigBird({ seed: 1 }), 2048, 2048, 1, 3)!.maps).toHaveLength(1);
  });

  it('has whole blocks alone, causal or not but on the diagonal, and few of them', () => {
    const L = 16_384;
    const [map] = lower(bigBird({ seed: 1 }), L, L, 1, 1)!.maps;
    expect(map.tiles).toHaveLength(0);
    expect(lower(and(causal(), bigBird({ seed: 1 })), L, L, 1, 1)!.maps[0].tiles).toHaveLength(128);
    const { pairs } = patternCost(bigBird({ seed: 1 }), { B: 1, H: 1, L, S: L });
    // At most 8 blocks a row, and two rows of global queries.
    expect(pairs).toBeLessThanOrEqual(64 * 64 * (8 * 256 + 2 * 256));
  });

  it('refuses numbers that are none', () => {
    expect(() => bigBird({ windowBlocks: 2, seed: 1 })).toThrow(ValueError);
    expect(() => bigBird({ windowBlocks: 2, seed: 1 })).toThrow('windowBlocks must be an odd whole number');
    expect(() => bigBird({ globalBlocks: -1, seed: 1 })).toThrow('globalBlocks');
    expect(() => bigBird({ numHeads: 0, seed: 1 })).toThrow('numHeads');
    expect(() => bigBird({ seed: 1 }).at(3, 5)).toThrow(ShapeError);
    expect(() => bigBird({ seed: 1 }).at(3, 5)).toThrow("Pass bigBird({ align: 'end' })");
  });
});

it('costs what the blocks of each head cost', () => {
  const shape = { B: 2, L: 2048, S: 2048 };
  const patterns = [
    slidingWindow(64),
    bigBird({ seed: 1 }),
    longformer({ window: 64, globalTokens: [0] }),
    dense(),
  ];
  const apart = patterns.map((pattern) => patternCost(pattern, { ...shape, H: 1 }).pairs);
  const mixed = patternCost(byHead(patterns), { ...shape, H: patterns.length }).pairs;
  expect(mixed).toBe(apart.reduce((sum, pairs) => sum + pairs));
});
