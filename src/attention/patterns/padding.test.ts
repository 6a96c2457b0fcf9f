import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { lower } from './lower.ts';
import { padding } from './padding.ts';

describe('padding', () => {
  it('hides the keys behind each length', () => {
    expect([0, 1, 2].map((b) => picture(padding([2, 0, 3]), 1, 3, b))).toEqual([['xx.'], ['...'], ['xxx']]);
  });

  it('makes one map for each length, not for each sequence', () => {
    const { maps, index } = lower(padding([64, 70, 64]), 5, 131, 3, 2)!;
    expect(maps).toHaveLength(2);
    expect([...index!]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(lower(padding([70, 70]), 5, 131, 2, 2)!.index).toBeNull();
    expect(lower(padding([131, 131]), 5, 131, 2, 2)).toBeNull();
  });

  it('refuses lengths that there are not', () => {
    expect(() => padding([3, -1])).toThrow(ValueError);
    expect(() => padding([3, 1.5])).toThrow('whole numbers from 0 on; got [3, 1.5]');
    expect(() => padding([3, 8]).at(7, 7, 1)).toThrow(ShapeError);
    expect(() => padding([3, 8]).at(7, 7, 1)).toThrow('from 0 to S = 7 keys; got 8 for sequence 1');
  });
});
