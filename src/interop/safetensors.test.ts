import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../tensor/errors.ts';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from './safetensors.ts';

/** A file with this header, and as many bytes of numbers. */
function file(header: string | object, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const info = (dtype: string, shape: unknown, begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const shape = fc.array(fc.nat(4), { maxLength: 3 });
const exact16 = fc.integer({ min: -128, max: 128 });
const content = {
  F64: [fc.double(), Float64Array],
  F32: [fc.float(), Float32Array],
  F16: [exact16, Float32Array],
  BF16: [exact16, Float32Array],
  I64: [fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), BigInt64Array],
  I32: [fc.integer(), Int32Array],
  I16: [fc.integer({ min: -32768, max: 32767 }), Int16Array],
  I8: [fc.integer({ min: -128, max: 127 }), Int8Array],
  U64: [fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), BigUint64Array],
  U32: [fc.nat(), Uint32Array],
  U16: [fc.nat(65535), Uint16Array],
  U8: [fc.nat(255), Uint8Array],
  BOOL: [fc.nat(1), Uint8Array],
} as const;
const tensor = fc
  .tuple(fc.constantFrom(...(Object.keys(content) as (keyof typeof content)[])), shape)
  .chain(([dtype, sizes]) => {
    const length = sizes.reduce((product, size) => product * size, 1);
    const [element, array] = content[dtype];
    return fc
      .array(element as fc.Arbitrary<never>, { minLength: length, maxLength: length })
      .map((values) => {
        return { dtype, shape: sizes, data: (array as typeof Float32Array).from(values) } as SafeTensor;
      });
  });
const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__');
const tensors = fc.array(fc.tuple(name, tensor), { maxLength: 6 }).map((entries) => new Map(entries));

describe('safetensors', () => {
  it('gives back every tensor and the metadata, for any names, types and shapes', () => {
    const metadata = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(tensors, metadata, (given, notes) => {
        const decoded = decodeSafetensors(encodeSafetensors(given, notes));
        expect(new Map([...decoded.tensors].sort())).toEqual(new Map([...given].sort()));
        expect(decoded.metadata).toEqual(notes);
      }),
    );
  });

  it('reads at any offset of a larger buffer, and copies', () => {
    const bytes = encodeSafetensors(
      new Map([['w', { dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) }]]),
    );
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    const decoded = decodeSafetensors(larger.subarray(5, 5 + bytes.length));
    larger.fill(0);
    expect(decoded.tensors.get('w')!.data).toEqual(Float32Array.of(1, 2, 3));
  });

  it('lays the bytes out as the format says', () => {
    const bytes = encodeSafetensors(
      new Map<string, SafeTensor>([
        ['mask', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
        ['w', { dtype: 'F16', shape: [1, 2], data: Float32Array.of(1, -2) }],
      ]),
      { by: 'us' },
    );
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { by: 'us' },
      w: info('F16', [1, 2], 0, 4),
      mask: info('BOOL', [3], 4, 7),
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0x00, 0x3c, 0x00, 0xc0, 1, 0, 1]);
  });

  it('refuses a file cut short at any place, and one with something behind', () => {
    const bytes = encodeSafetensors(
      new Map<string, SafeTensor>([
        ['a', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
        ['b', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
      ]),
    );
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(DataError);
    }
    expect(() => decodeSafetensors(Uint8Array.of(...bytes, 0))).toThrow('1 bytes after the last tensor');
  });

  it('never throws anything but DataError, whatever byte is damaged', () => {
    const whole = encodeSafetensors(
      new Map([['w', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }]]),
      { a: 'b' },
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (place, value) => {
        const damaged = whole.slice();
        damaged[place] = value;
        try {
          decodeSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, Uint8Array]>([
    ['the header must be at most 100000000 bytes; it claims', new Uint8Array(64).fill(0xff)],
    ['the header must be JSON in UTF-8', file('{"a":')],
    ['the header must be JSON in UTF-8', new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe])],
    ['the header must be a JSON object', file('[]')],
    ["'a' stands twice", file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{}}')],
    ["'dtype' stands twice", file('{"a":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}')],
    ['__metadata__ must map strings to strings', file({ __metadata__: { a: 1 } })],
    ["tensor 'a' must be described by an object", file({ a: 3 })],
    ["tensor 'a' must have a dtype among F64", file({ a: info('F4', [1], 0, 1) }, 1)],
    ["tensor 'a' must have a dtype among F64", file({ a: info('toString', [1], 0, 1) }, 1)],
    ["tensor 'a' must have a shape", file({ a: info('U8', [-1], 0, 1) }, 1)],
    ["tensor 'a' must have a shape", file({ a: info('U8', 'x', 0, 1) }, 1)],
    ["tensor 'a' must have data_offsets", file({ a: info('U8', [1], 1, 0) }, 1)],
    [
      "tensor 'a' must have data_offsets",
      file({ a: { dtype: 'U8', shape: [1], data_offsets: [0, 1, 2] } }, 1),
    ],
    [
      "tensor 'a' must take 12 bytes for its shape and dtype, but takes 8",
      file({ a: info('F32', [3], 0, 8) }, 8),
    ],
    ["tensor 'b' overlaps", file({ a: info('U8', [4], 0, 4), b: info('U8', [4], 3, 7) }, 7)],
    ["tensor 'b' leaves a gap", file({ a: info('U8', [4], 0, 4), b: info('U8', [2], 5, 7) }, 7)],
    ['the file is truncated: the tensors take 4 bytes, 3 are there', file({ a: info('U8', [4], 0, 4) }, 3)],
  ])('says %s', (message, bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow(DataError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it('does not write what it could not read', () => {
    const data = Float32Array.of(1, 2);
    const write = (key: string, value: SafeTensor) => () => encodeSafetensors(new Map([[key, value]]));
    expect(write('w', { dtype: 'F32', shape: [3], data })).toThrow(
      "tensor 'w' of shape [3] cannot hold 2 elements",
    );
    expect(write('__metadata__', { dtype: 'F32', shape: [2], data })).toThrow('taken by the format');
    expect(write('w', { dtype: 'I32', shape: [2], data } as never)).toThrow(
      'must come as Int32Array; got Float32Array',
    );
  });
});
