import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPicture } from '../../../test/support/picture.ts';
import { ShapeError, ValueError } from '../../tensor/errors.ts';
import { imageMap } from './imageMap.ts';

const image = Array.from({ length: 4 }, (_, y) => Array.from({ length: 6 }, (_, x) => 40 * y + x));
const weights = [
  [0.1, 0.2, 0],
  [0.6, -0.1, 0.1],
];

describe('imageMap', () => {
  it('lays each patch over its part of the image, as opaque as its weight', () => {
    const { body } = imageMap({ image, weights }, { size: 300 });
    const patches = [
      ...body.matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="100" height="100" fill="#\w+" fill-opacity="([\d.]+)">/g,
      ),
    ].map(([, ...numbers]) => numbers.map(Number));
    expect(patches.map(([x, y]) => [x, y])).toEqual([
      [0, 0],
      [100, 0],
      [200, 0],
      [0, 100],
      [100, 100],
      [200, 100],
    ]);
    const [, , nothing, strongest, negative] = patches.map(([, , opacity]) => opacity);
    expect([nothing, strongest, negative]).toEqual([0, 0.85, 0]);
  });

  it('says where it looks', () => {
    const picture = imageMap({ image, weights });
    expect(picture.description).toBe(
      'An image of 4 × 6 pixels in 2 × 3 patches. The patch in row 2, column 1 is looked at most (0.60); ' +
        'the strongest 2 of 6 have 80 % of the attention.',
    );
    expect(picture.table!.rows[1]).toEqual(['row 2', '0.60', '-0.10', '0.10']);
    expect(imageMap({ image, weights: [[0]] }).description).toContain('No patch is looked at.');
  });

  it('brings its image along', () => {
    const addresses = imageMap({ image, weights }).body.match(/href="[^"]*"/g)!;
    expect(addresses.length).toBe(1);
    expect(addresses[0]).toMatch(/^href="data:image\/png;base64,/);
  });

  it('draws any image', () => {
    const size = fc.integer({ min: 1, max: 7 });
    const value = fc.double({ min: -10, max: 300, noNaN: true });
    const rows = fc
      .tuple(size, size)
      .chain(([h, w]) =>
        fc.array(fc.array(value, { minLength: w, maxLength: w }), { minLength: h, maxLength: h }),
      );
    fc.assert(fc.property(rows, (any) => expectPicture(imageMap({ image: any, weights: any }))));
  });

  it('refuses what does not fit', () => {
    expect(() => imageMap({ image: [], weights })).toThrow('imageMap: image must be rows of numbers');
    expect(() => imageMap({ image: [[1, 2], [3]], weights })).toThrow('rows of image must be equally long');
    expect(() => imageMap({ image: [[1]], weights })).toThrow(ShapeError);
    expect(() => imageMap({ image, weights: [[Number.NaN]] })).toThrow(ValueError);
  });
});
