import type { DecodedPng } from 'fast-png';
import { DataError, ValueError } from '../../tensor/errors.ts';
import { foreignFormat } from '../foreignFormat.ts';
import type { GreyImage } from './greyImage.ts';

export interface ReadPngOptions {
  /**
   * What lies behind transparent pixels, from 0, black, to 255, white. By default what sets off the picture: white if the
   * pixels that can be seen are dark in the mean, black if they are light.
   */
  readonly background?: number;
  /** What to call it in errors, such as its file name. */
  readonly name?: string;
}

/** Loaded when the first picture is read, so that a page without pictures need not carry it. */
type FastPng = typeof import('fast-png');

/** Samples of a PNG, each from 0 to 1: grey, grey and alpha, RGB, or RGB and alpha. */
interface Samples {
  readonly channels: number;
  readonly values: Float32Array;
}

/**
 * A PNG of any kind in shades of grey; colours by their luminance, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
 *
 * @throws DataError where the bytes are something else, or damaged; ValueError for a background outside 0 to 255.
 */
export async function readPng(
  bytes: Uint8Array,
  { background, name = 'the picture' }: ReadPngOptions = {},
): Promise<GreyImage> {
  if (background !== undefined && !(background >= 0 && background <= 255)) {
    throw new ValueError(`readPng: background must be from 0, black, to 255, white; got ${background}`);
  }
  const fastPng = await import('fast-png');
  const png = decoded(fastPng, bytes, name);
  const { width, height } = png;
  const { channels, values } = samplesOf(fastPng, png);
  const [shades, alphas] = [new Float32Array(width * height), new Float32Array(width * height).fill(1)];
  for (let i = 0, at = 0; i < shades.length; i++, at += channels) {
    shades[i] =
      channels < 3 ? values[at] : 0.299 * values[at] + 0.587 * values[at + 1] + 0.114 * values[at + 2];
    if (channels % 2 === 0) alphas[i] = values[at + channels - 1];
  }
  const behind = background === undefined ? opposite(shades, alphas) : background / 255;
  const pixels = Uint8Array.from(shades, (shade, i) =>
    Math.round(255 * (alphas[i] * shade + (1 - alphas[i]) * behind)),
  );
  return { width, height, pixels };
}

function decoded({ decode }: FastPng, bytes: Uint8Array, name: string): DecodedPng {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (cause) {
    const found = foreignFormat(bytes);
    const why =
      found === undefined || found === 'a PNG image' ? (cause as Error).message : `it looks like ${found}`;
    throw new DataError(`readPng: ${name} cannot be read as a PNG: ${why}`, { cause });
  }
}

function samplesOf({ convertIndexedToRgb }: FastPng, png: DecodedPng): Samples {
  if (png.palette !== undefined) {
    const channels = png.palette[0].length;
    return { channels, values: Float32Array.from(convertIndexedToRgb(png), (byte) => byte / 255) };
  }
  const { depth, channels } = png;
  const most = 2 ** depth - 1;
  return { channels, values: Float32Array.from(depth < 8 ? unpacked(png) : png.data, (n) => n / most) };
}

/** Grey samples of fewer than 8 bits, which lie packed, each row from a byte of its own. */
function unpacked({ data, width, height, depth }: DecodedPng): Uint8Array {
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const byte = data[row * rowBytes + Math.floor(column / perByte)];
    return (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
  });
}

function opposite(shades: Float32Array, alphas: Float32Array): number {
  let [sum, total] = [0, 0];
  for (const [i, alpha] of alphas.entries()) {
    sum += alpha * shades[i];
    total += alpha;
  }
  return sum < total / 2 ? 1 : 0;
}
