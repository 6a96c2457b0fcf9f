import { expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError, ValueError } from '../../tensor/index.ts';
import { causal } from './causal.ts';
import { lower } from './lower.ts';
import { prefix } from './prefix.ts';

it('is causal behind a prefix that sees itself both ways', () => {
  expect(picture(prefix(2), 4, 4)).toEqual(['xx..', 'xx..', 'xxx.', 'xxxx']);
  expect(picture(prefix(2, { align: 'end' }), 2, 4)).toEqual(['xxx.', 'xxxx']);
  expect(lower(prefix(0), 67, 67, 1, 1)).toEqual(lower(causal(), 67, 67, 1, 1));
  expect(lower(prefix(67), 67, 67, 1, 1)).toBeNull();
});

it('takes a length for each sequence', () => {
  const pattern = prefix([0, 3]);
  expect(pattern.sequences).toBe(2);
  expect([0, 1].map((b) => picture(pattern, 3, 3, b))).toEqual([
    ['x..', 'xx.', 'xxx'],
    ['xxx', 'xxx', 'xxx'],
  ]);
});

it('refuses lengths that are none', () => {
  expect(() => prefix(-1)).toThrow(ValueError);
  expect(() => prefix([1, 1.5])).toThrow('prefix: n must be a whole number from 0 on; got 1.5');
  expect(() => prefix(1).at(3, 5)).toThrow(ShapeError);
});
