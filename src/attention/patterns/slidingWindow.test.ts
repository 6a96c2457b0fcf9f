import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { slidingWindow } from './slidingWindow.ts';

describe('slidingWindow', () => {
  it('shows what is near, both ways or as far as each', () => {
    expect(picture(slidingWindow(1), 4, 4)).toEqual(['xx..', 'xxx.', '.xxx', '..xx']);
    expect(picture(slidingWindow(0), 2, 2)).toEqual(['x.', '.x']);
    expect(picture(slidingWindow({ before: 1, after: 0 }), 4, 4)).toEqual(['x...', 'xx..', '.xx.', '..xx']);
    const { POSITIVE_INFINITY: all } = Number;
    expect(picture(slidingWindow({ before: 0, after: all }), 3, 3)).toEqual(['xxx', '.xx', '..x']);
  });

  it('lines up the ends that it is told', () => {
    expect(picture(slidingWindow(1, { align: 'end' }), 2, 4)).toEqual(['.xxx', '..xx']);
    expect(picture(slidingWindow(1, { align: 'start' }), 2, 4)).toEqual(['xx..', 'xxx.']);
    expect(picture(slidingWindow(1, { align: 'end' }), 4, 2)).toEqual(['..', 'x.', 'xx', 'xx']);
    expect(() => slidingWindow(256).at(5, 7)).toThrow(ShapeError);
    expect(() => slidingWindow(256).at(5, 7)).toThrow("Pass slidingWindow(256, { align: 'end' })");
  });

  it.each([-1, 1.5, Number.NaN, { before: 3, after: -1 }])('refuses a width of %o', (width) => {
    expect(() => slidingWindow(width)).toThrow(ValueError);
    expect(() => slidingWindow(width)).toThrow('must be whole numbers from 0 on');
  });

  it('is named by its widths', () => {
    expect(slidingWindow(256).name).toBe('slidingWindow(256)');
    expect(slidingWindow({ before: 7, after: 0 }).name).toBe('slidingWindow({ before: 7, after: 0 })');
  });
});
