import { zlibSync } from 'fflate';
import type { Matrix } from '../tokenAttention.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Rows of grey, 0 black to 255 white, as a PNG image in a `data:` address: 8 bits, one channel, no filter.
 *
 * Portable Network Graphics, W3C Recommendation, third edition, 2025.
 */
export function greyPng(rows: Matrix): string {
  const [height, width] = [rows.length, rows[0].length];
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  // Each row begins with the number of its filter: 0, none.
  const pixels = new Uint8Array(height * (width + 1));
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < width; x++)
      pixels[y * (width + 1) + 1 + x] = Math.min(255, Math.max(0, Math.round(row[x])));
  }
  const bytes = [
    ...SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('IDAT', zlibSync(pixels, { level: 9 })),
    ...chunk('IEND', new Uint8Array()),
  ];
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}

/** Length, type, content, and a check over the last two. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/** The cyclic redundancy check of ISO 3309, bit by bit. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
