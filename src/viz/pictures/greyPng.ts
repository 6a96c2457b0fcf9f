import { encode } from 'fast-png';
import type { Matrix } from '../tokenAttention.ts';

/** Rows of grey, 0 black to 255 white, rounded, as a PNG image in a `data:` address. */
export function greyPng(rows: Matrix): string {
  const [height, width] = [rows.length, rows[0].length];
  const data = Uint8ClampedArray.from(rows.flatMap((row) => Array.from(row)));
  const bytes = encode({ width, height, data, depth: 8, channels: 1 });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}
