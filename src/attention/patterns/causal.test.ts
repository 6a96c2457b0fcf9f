import { expect, it } from 'vitest';
import { picture } from '../../../test/support/patterns.ts';
import { ShapeError } from '../../tensor/index.ts';
import { causal } from './causal.ts';
import { lower } from './lower.ts';

it('shows what came before, with the ends that meet', () => {
  expect(picture(causal(), 3, 3)).toEqual(['x..', 'xx.', 'xxx']);
  expect(picture(causal({ align: 'end' }), 2, 4)).toEqual(['xxx.', 'xxxx']);
  expect(picture(causal({ align: 'end' }), 4, 2)).toEqual(['..', '..', 'x.', 'xx']);
  expect(picture(causal({ align: 'start' }), 2, 4)).toEqual(['x...', 'xx..']);
});

it('must be told which ends meet when lengths differ', () => {
  expect(() => causal().at(5, 7)).toThrow(ShapeError);
  expect(() => causal().at(5, 7)).toThrow(
    "causal: with 5 queries and 7 keys it is open which ends meet. Pass causal({ align: 'end' }) if the queries are " +
      "the last of the keys, or { align: 'start' }.",
  );
});

it('is one pattern however often it is made, so that layers share its maps', () => {
  const maps = () => lower(causal({ align: 'end' }), 67, 131, 1, 1);
  expect(maps()).not.toBeNull();
  expect(maps()).toBe(maps());
  expect(lower(causal({ align: 'start' }), 67, 131, 1, 1)).not.toEqual(maps());
});
