import { expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { dilatedWindow } from './dilatedWindow.ts';

it('shows every so many keys to either side', () => {
  expect(picture(dilatedWindow(1, { dilation: 2 }), 5, 5)).toEqual([
    'x.x..',
    '.x.x.',
    'x.x.x',
    '.x.x.',
    '..x.x',
  ]);
  const back = { before: Number.POSITIVE_INFINITY, after: 0 };
  expect(picture(dilatedWindow(back, { dilation: 3 }), 5, 5)).toEqual([
    'x....',
    '.x...',
    '..x..',
    'x..x.',
    '.x..x',
  ]);
  expect(picture(dilatedWindow(1, { dilation: 2, align: 'end' }), 2, 5)).toEqual(['.x.x.', '..x.x']);
});

it('names its widths and gaps, and refuses what they cannot be', () => {
  expect(dilatedWindow(2, { dilation: 3 }).name).toBe('dilatedWindow(2, { dilation: 3 })');
  for (const dilation of [0, -2, 1.5, Number.NaN])
    expect(() => dilatedWindow(2, { dilation })).toThrow(ValueError);
  expect(() => dilatedWindow(2, { dilation: 0 })).toThrow('dilation must be a whole number from 1 on; got 0');
  expect(() => dilatedWindow(-1, { dilation: 2 })).toThrow('dilatedWindow: widths must be whole numbers');
  expect(() => dilatedWindow(1, { dilation: 2 }).at(3, 5)).toThrow(ShapeError);
});
