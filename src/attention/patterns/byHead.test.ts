import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { byHead } from './byHead.ts';
import { causal } from './causal.ts';
import { dense } from './dense.ts';
import { lower } from './lower.ts';
import { padding } from './padding.ts';
import { slidingWindow } from './slidingWindow.ts';

describe('byHead', () => {
  it('gives each head its own pattern', () => {
    const pattern = byHead([causal(), slidingWindow(0), padding([1, 2])]);
    expect([pattern.sequences, pattern.heads]).toEqual([2, 3]);
    expect([0, 1, 2].map((h) => picture(pattern, 2, 2, 1, h))).toEqual([
      ['x.', 'xx'],
      ['x.', '.x'],
      ['xx', 'xx'],
    ]);
  });

  it('shares the maps of heads alike', () => {
    const local = slidingWindow(16);
    const { maps, index } = lower(byHead([local, dense(), local, causal()]), 67, 67, 2, 4)!;
    expect(maps).toHaveLength(3);
    expect([...index!]).toEqual([0, 1, 0, 2, 0, 1, 0, 2]);
    expect(lower(byHead([dense(), dense()]), 67, 67, 2, 2)).toBeNull();
  });

  it('is for as many heads as it has patterns', () => {
    expect(() => lower(byHead([causal(), dense()]), 7, 7, 5, 3)).toThrow(ShapeError);
    expect(() => lower(byHead([causal(), dense()]), 7, 7, 5, 3)).toThrow(
      'byHead(causal, dense): was made for 2 heads; got 3',
    );
    expect(() => byHead([byHead([dense(), dense(), dense()]), dense()])).toThrow(ValueError);
  });
});
