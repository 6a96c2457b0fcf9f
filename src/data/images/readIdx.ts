import { DataError, formatShape } from '../../tensor/errors.ts';
import type { ByteStream } from '../byteStream.ts';
import { foreignFormat } from '../foreignFormat.ts';
import { readBytes } from '../readBytes.ts';

export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

export interface Idx {
  shape: number[];
  /** Row by row. */
  data: IdxData;
}

interface ElementType {
  bytes: number;
  decode(view: DataView<ArrayBuffer>, length: number): IdxData;
}

/** The types of elements by their code. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, decode: ({ buffer, byteOffset }, n) => new Uint8Array(buffer, byteOffset, n) },
  9: { bytes: 1, decode: ({ buffer, byteOffset }, n) => new Int8Array(buffer, byteOffset, n) },
  11: { bytes: 2, decode: (view, n) => Int16Array.from({ length: n }, (_, i) => view.getInt16(2 * i)) },
  12: { bytes: 4, decode: (view, n) => Int32Array.from({ length: n }, (_, i) => view.getInt32(4 * i)) },
  13: { bytes: 4, decode: (view, n) => Float32Array.from({ length: n }, (_, i) => view.getFloat32(4 * i)) },
  14: { bytes: 8, decode: (view, n) => Float64Array.from({ length: n }, (_, i) => view.getFloat64(8 * i)) },
};

/**
 * An array as IDX, the format of MNIST (http://yann.lecun.com/exdb/mnist), plain or gzipped: two zero bytes, the type of
 * its elements, the number of its axes, their extents as 32-bit integers, and the elements, all big-endian.
 *
 * @throws DataError where the bytes are something else, or are not as many as the shape needs.
 */
export async function readIdx(bytes: ByteStream, { name = 'the data' } = {}): Promise<Idx> {
  const all = await readBytes(bytes, name);
  const view = new DataView(all.buffer);
  const [type, rank] = readMagic(all, name);
  const start = 4 + 4 * rank;
  if (all.length < start) throw new DataError(`readIdx: ${name} ends within its header`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, extent) => product * extent, 1);
  const needed = size * type.bytes;
  const rest = all.length - start;
  if (rest !== needed) {
    const fault = rest < needed ? 'is cut short' : 'is too long';
    throw new DataError(
      `readIdx: ${name} ${fault}: shape ${formatShape(shape)} needs ${needed} bytes after the header; there are ${rest}`,
    );
  }
  return { shape, data: type.decode(new DataView(all.buffer, start), size) };
}

/** The type of the elements, and the number of axes. */
function readMagic(head: Uint8Array, name: string): [ElementType, number] {
  const [zero, alsoZero, code, rank] = head;
  if (head.length >= 4 && zero === 0 && alsoZero === 0 && code in elementTypes && rank > 0) {
    return [elementTypes[code], rank];
  }
  const got = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const found = foreignFormat(head);
  throw new DataError(
    `readIdx: ${name} is no IDX file: one begins with 00 00, a type (08 to 0e) and the number of axes; ` +
      (head.length === 0
        ? 'this one is empty'
        : `this one with ${got}${found ? `, and looks like ${found}` : ''}`),
  );
}
