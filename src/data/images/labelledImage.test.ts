import { expect, it } from 'vitest';
import { imageRows } from './greyImage.ts';
import { eachImage } from './labelledImage.ts';

it('takes a file of pictures apart', () => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  const images = eachImage({ count: 2, height: 2, width: 3, pixels, labels: Uint8Array.of(7, 0) });
  expect(images).toEqual([
    { image: { width: 3, height: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) }, label: '7' },
    { image: { width: 3, height: 2, pixels: Uint8Array.of(7, 8, 9, 10, 11, 12) }, label: '0' },
  ]);
});

it('takes a picture apart by rows', () => {
  const rows = imageRows({ width: 3, height: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  expect(rows).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]);
});
