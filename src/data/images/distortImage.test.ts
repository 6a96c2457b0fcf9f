import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../tensor/rng.ts';
import { distortImage } from './distortImage.ts';
import type { GreyImage } from './greyImage.ts';

const still = { shift: 0, rotation: 0, scale: 0 };

const someImage = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .map((pixels): GreyImage => ({ width, height, pixels })),
  );

/** An rng whose numbers are given. */
const drawing = (...numbers: number[]): Rng =>
  Object.assign(new Rng(0), { uniform: () => numbers.shift() as number });

it('leaves a picture alone where nothing may move', () => {
  fc.assert(
    fc.property(someImage, (image) => {
      expect(distortImage(image, still, new Rng(1))).toEqual(image);
    }),
  );
});

it('shifts right and down, and goes on beyond the edge as at the edge', () => {
  const image = { width: 3, height: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const moved = distortImage(image, { ...still, shift: 1 }, drawing(1, 1, 0, 0));
  expect([...moved.pixels]).toEqual([1, 1, 2, 1, 1, 2]);
});

it('turns clockwise, about the middle', () => {
  const image = { width: 3, height: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
  const turned = distortImage(image, { ...still, rotation: 90 }, drawing(0, 0, 1, 0));
  expect([...turned.pixels]).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
});

it('enlarges about the middle', () => {
  const image = { width: 5, height: 1, pixels: Uint8Array.of(0, 40, 80, 120, 160) };
  const larger = distortImage(image, { ...still, scale: 0.6 }, drawing(0, 0, 0, 1));
  expect([...larger.pixels]).toEqual([30, 55, 80, 105, 130]);
});

it('makes no new shades, and follows from the state of the rng', () => {
  const most = { shift: 3, rotation: 40, scale: 0.4 };
  fc.assert(
    fc.property(someImage, fc.nat(), (image, seed) => {
      const moved = distortImage(image, most, new Rng(seed));
      expect(Math.min(...moved.pixels)).toBeGreaterThanOrEqual(Math.min(...image.pixels));
      expect(Math.max(...moved.pixels)).toBeLessThanOrEqual(Math.max(...image.pixels));
      expect(distortImage(image, most, new Rng(seed))).toEqual(moved);
    }),
  );
});

it.each([{ shift: -1 }, { rotation: Number.NaN }, { scale: 1 }])('refuses %j', (wrong) => {
  const image = { width: 1, height: 1, pixels: Uint8Array.of(0) };
  expect(() => distortImage(image, { ...still, ...wrong }, new Rng(0))).toThrow('scale from 0 to below 1');
});
