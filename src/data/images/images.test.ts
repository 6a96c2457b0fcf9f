import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, utf8 } from '../../../test/support/bytes.ts';
import { DataError } from '../../tensor/errors.ts';
import { readIdx } from './readIdx.ts';
import { readImages } from './readImages.ts';

/** An IDX file of elements that are bytes, as given. */
const idx = (shape: number[], elements: number[], type = 8) =>
  Uint8Array.from([
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((n) => [n >>> 24, n >>> 16, n >>> 8, n]),
    ...elements,
  ]);

describe('readIdx', () => {
  it.each([
    [8, [200, 3], Uint8Array.of(200, 3)],
    [9, [200, 3], Int8Array.of(-56, 3)],
    [11, [0xff, 0xfe, 1, 2], Int16Array.of(-2, 258)],
    [12, [0xff, 0xff, 0xff, 0xfd, 0, 1, 0, 2], Int32Array.of(-3, 65538)],
    [13, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1.5, -2)],
    [14, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(1.5, -2)],
  ])('reads elements of type %d', async (type, elements, data) => {
    const read = await readIdx(pieces(idx([2], elements, type)));
    expect(read).toEqual({ shape: [2], data });
  });

  it('reads any shape, plain or gzipped, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (shape, packed, size) => {
          const elements = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % 251);
          const bytes = idx(shape, elements);
          const read = await readIdx(pieces(packed ? gzipSync(bytes) : bytes, size));
          expect(read).toEqual({ shape, data: Uint8Array.from(elements) });
        },
      ),
    );
  });

  it.each([
    [
      [],
      'x is no IDX file: one begins with 00 00, a type (08 to 0e) and the number of axes; this one is empty',
    ],
    [[0, 0, 8], 'this one with 00 00 08'],
    [[0, 1, 8, 1, 0, 0, 0, 0], 'this one with 00 01 08 01'],
    [idx([1], [7], 10), 'this one with 00 00 0a 01'],
    [idx([], [7]), 'this one with 00 00 08 00'],
    [[...utf8('\x00PNG')].with(0, 0x89), 'this one with 89 50 4e 47, and looks like a PNG image'],
    [idx([2, 3], []).subarray(0, 9), 'x ends within its header'],
    [
      idx([2, 3], [1, 2, 3, 4, 5]),
      'x is cut short: shape [2, 3] needs 6 bytes after the header; there are 5',
    ],
    [
      idx([2, 3], [1, 2, 3, 4, 5, 6, 7]),
      'x is too long: shape [2, 3] needs 6 bytes after the header; there are 7',
    ],
    [idx([2 ** 32 - 1, 2 ** 32 - 1], [1], 14), 'x is cut short'],
  ])('refuses %j', async (bytes, message) => {
    const reading = readIdx(pieces(Uint8Array.from(bytes)), { name: 'x' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('readImages', () => {
  const images = idx([2, 3, 1], [1, 2, 3, 4, 5, 6]);
  const read = (images: Uint8Array, labels: Uint8Array) =>
    readImages({ images: pieces(images), labels: pieces(labels), imagesName: 'i', labelsName: 'l' });

  it('reads images and labels', async () => {
    expect(await read(images, idx([2], [7, 0]))).toEqual({
      count: 2,
      height: 3,
      width: 1,
      pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
      labels: Uint8Array.of(7, 0),
    });
  });

  it.each([
    [images, idx([3], [7, 0, 1]), 'i has 2 images, l 3 labels. Are they of the same split?'],
    [idx([2], [7, 0]), images, 'i must hold images as [count, height, width] of unsigned bytes; got [2]'],
    [
      images,
      images,
      'l must hold labels as [count] of unsigned bytes; got [2, 3, 1] of Uint8Array. Are images',
    ],
    [
      images,
      idx([1], [0, 0, 0, 7], 12),
      'l must hold labels as [count] of unsigned bytes; got [1] of Int32Array',
    ],
  ])('refuses files that do not fit', async (images, labels, message) => {
    const reading = read(images, labels);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });
});
