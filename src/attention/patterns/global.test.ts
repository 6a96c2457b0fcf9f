import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { global } from './global.ts';

describe('global', () => {
  it('lets chosen positions see all and be seen by all', () => {
    expect(picture(global([2]), 4, 4)).toEqual(['..x.', '..x.', 'xxxx', '..x.']);
    expect(picture(global([3, 0, 3]), 4, 4)).toEqual(['xxxx', 'x..x', 'x..x', 'xxxx']);
    expect(picture(global([]), 2, 2)).toEqual(['..', '..']);
  });

  it('takes positions among the keys, and finds their queries by the ends that meet', () => {
    expect(picture(global([0, 3], { align: 'end' }), 2, 4)).toEqual(['x..x', 'xxxx']);
    expect(picture(global([0, 3], { align: 'start' }), 2, 4)).toEqual(['xxxx', 'x..x']);
    expect(picture(global([1], { align: 'end' }), 4, 2)).toEqual(['.x', '.x', '.x', 'xx']);
    expect(() => global([0]).at(2, 4)).toThrow("Pass global(tokens, { align: 'end' })");
  });

  it('refuses positions that there are not', () => {
    expect(() => global([1, -2])).toThrow(ValueError);
    expect(() => global([1.5])).toThrow('whole numbers from 0 on; got 1.5');
    expect(() => global([2, 7]).at(7, 7)).toThrow(ShapeError);
    expect(() => global([2, 7]).at(7, 7)).toThrow('positions from 0 to 6 (S = 7 keys); got 7');
  });
});
