import fc from 'fast-check';
import { unzlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32, greyPng } from './greyPng.ts';

/** The chunks of a PNG file, their checks checked. */
function chunks(address: string): Map<string, Uint8Array> {
  const bytes = Uint8Array.from(atob(address.replace('data:image/png;base64,', '')), (c) => c.charCodeAt(0));
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(bytes.buffer);
  const found = new Map<string, Uint8Array>();
  for (let at = 8; at < bytes.length; ) {
    const length = view.getUint32(at);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)));
    found.set(
      String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
      bytes.subarray(at + 8, at + 8 + length),
    );
    at += 12 + length;
  }
  return found;
}

it('crc32 is that of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new TextEncoder().encode('IEND'))).toBe(0xae426082);
});

describe('greyPng', () => {
  it('holds the pixels, row by row, rounded and clipped', () => {
    const png = chunks(greyPng([[0, 254.6, 300], new Float32Array([-3, 7, 128])]));
    expect([...png.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([...png.get('IHDR')!]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
    expect([...unzlibSync(png.get('IDAT')!)]).toEqual([0, 0, 255, 255, 0, 0, 7, 128]);
  });

  it('holds any picture', () => {
    const rows = fc
      .integer({ min: 1, max: 9 })
      .chain((width) =>
        fc.array(fc.uint8Array({ minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }),
      );
    fc.assert(
      fc.property(rows, (image) => {
        const pixels = unzlibSync(chunks(greyPng(image)).get('IDAT')!);
        expect([...pixels]).toEqual(image.flatMap((row) => [0, ...row]));
      }),
    );
  });
});
