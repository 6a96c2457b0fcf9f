import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { greyPng } from './greyPng.ts';

/** The picture of an address, its checksums checked. */
function pictureOf(address: string) {
  const bytes = Uint8Array.from(atob(address.replace('data:image/png;base64,', '')), (c) => c.charCodeAt(0));
  const { width, height, channels, data } = decode(bytes, { checkCrc: true });
  return { width, height, channels, data: [...data] };
}

describe('greyPng', () => {
  it('holds the pixels, row by row, rounded and clipped', () => {
    const address = greyPng([[0, 254.6, 300], new Float32Array([-3, 7, 128])]);
    expect(pictureOf(address)).toEqual({
      width: 3,
      height: 2,
      channels: 1,
      data: [0, 255, 255, 0, 7, 128],
    });
  });

  it('holds any picture', () => {
    const rows = fc
      .integer({ min: 1, max: 9 })
      .chain((width) =>
        fc.array(fc.uint8Array({ minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }),
      );
    fc.assert(
      fc.property(rows, (image) => {
        expect(pictureOf(greyPng(image)).data).toEqual(image.flatMap((row) => [...row]));
      }),
    );
  });
});
