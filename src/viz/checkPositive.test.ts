import { expect, it } from 'vitest';
import { ValueError } from '../tensor/errors.ts';
import { checkPositive } from './checkPositive.ts';
import { heatmap } from './pictures/heatmap.ts';

it('takes what is above 0, or not given', () => {
  expect(() => checkPositive('f', { a: 1e-9, b: undefined })).not.toThrow();
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, and names it', (value) => {
  expect(() => checkPositive('f', { a: 1, b: value })).toThrow(
    `f: b must be a finite number above 0; got ${value}`,
  );
});

it('guards the scale of a picture', () => {
  expect(() => heatmap({ source: ['a'], target: ['b'], weights: [[1]] }, { max: 0 })).toThrow(ValueError);
});
