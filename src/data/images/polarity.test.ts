import { expect, it } from 'vitest';
import { borderShade, invertImage } from './polarity.ts';

it('inverts', () => {
  const image = { width: 2, height: 1, pixels: Uint8Array.of(0, 200) };
  expect(invertImage(image)).toEqual({ ...image, pixels: Uint8Array.of(255, 55) });
});

it.each([
  [3, 3, [1, 2, 3, 4, 99, 6, 7, 8, 9], 40 / 8],
  [1, 3, [1, 2, 6], 3],
  [3, 1, [1, 2, 6], 3],
  [1, 1, [7], 7],
])('finds the mean of the outermost pixels of %d x %d', (width, height, pixels, mean) => {
  expect(borderShade({ width, height, pixels: Uint8Array.from(pixels) })).toBe(mean);
});
