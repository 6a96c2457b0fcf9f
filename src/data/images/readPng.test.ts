import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../tensor/errors.ts';
import { readPng } from './readPng.ts';

const grey = Uint8Array.of(0, 10, 128, 200, 254, 255);
const size = { width: 3, height: 2 };
const shades = async (png: Uint8Array, options = {}) => [...(await readPng(png, options)).pixels];

describe('readPng', () => {
  it('reads shades of grey, of 8 and 16 bits', async () => {
    expect(await readPng(encode({ ...size, channels: 1, data: grey }))).toEqual({ ...size, pixels: grey });
    const deep = Uint16Array.from(grey, (shade) => shade * 257);
    expect(await shades(encode({ ...size, channels: 1, depth: 16, data: deep }))).toEqual([...grey]);
  });

  it('reads colours by their luminance', async () => {
    const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 255, 255, 255, 255, 255, 0);
    expect(await shades(encode({ ...size, channels: 3, data }))).toEqual([76, 150, 29, 9, 255, 226]);
  });

  it('reads interlaced pictures', async () => {
    const png = encode({ ...size, channels: 1, data: grey }, { interlace: 'Adam7' });
    expect(await shades(png)).toEqual([...grey]);
  });

  // A picture of 5 x 2 pixels in 2 bits a sample, and one of 3 x 2 with a palette of 4 colours.
  it('unpacks samples of a few bits, and looks colours up', async () => {
    expect(await shades(fromBase64(TWO_BITS))).toEqual([0, 85, 170, 255, 85, 255, 0, 0, 170, 85]);
    expect(await shades(fromBase64(PALETTE))).toEqual([76, 150, 29, 255, 76, 76]);
  });

  it('puts behind transparent pixels what sets the picture off, or what it is told', async () => {
    const drawn = (shade: number) =>
      encode({ width: 3, height: 1, channels: 2, data: Uint8Array.of(shade, 255, 77, 0, shade, 128) });
    expect(await shades(drawn(0))).toEqual([0, 255, 127]);
    expect(await shades(drawn(255))).toEqual([255, 0, 128]);
    expect(await shades(drawn(0), { background: 100 })).toEqual([0, 100, 50]);
    const colored = encode({
      width: 2,
      height: 1,
      channels: 4,
      data: Uint8Array.of(0, 0, 0, 255, 9, 9, 9, 0),
    });
    expect(await shades(colored)).toEqual([0, 255]);
  });

  it('says what is wrong', async () => {
    const png = encode({ ...size, channels: 1, data: grey });
    await expect(readPng(png, { background: 256 })).rejects.toThrow('from 0, black, to 255, white; got 256');
    await expect(readPng(Uint8Array.of(0xff, 0xd8, 0xff), { name: 'x.png' })).rejects.toThrow(
      'readPng: x.png cannot be read as a PNG: it looks like a JPEG image',
    );
    await expect(readPng(png.slice(0, 40))).rejects.toThrow(DataError);
    await expect(readPng(png.with(45, png[45] ^ 1))).rejects.toThrow(/CRC/);
    await expect(readPng(new Uint8Array())).rejects.toThrow(DataError);
  });
});

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const TWO_BITS =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACAgAAAAD/sVEgAAAADklEQVR4nGOQdmA45AAAA1EBXrLiw0QAAAAASUVORK5CYII=';
const PALETTE =
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEX/AAAA/wAAAP/////7AGD2AAAADElEQVR4nGOQYDgAAAEMANlOfDAkAAAAAElFTkSuQmCC';
