import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from './float16.ts';

/** The array that holds a tensor's numbers, by element type. The 16-bit floats, which JavaScript lacks, are float32 here. */
export interface SafetensorsArrays {
  F64: Float64Array;
  F32: Float32Array;
  F16: Float32Array;
  BF16: Float32Array;
  I64: BigInt64Array;
  I32: Int32Array;
  I16: Int16Array;
  I8: Int8Array;
  U64: BigUint64Array;
  U32: Uint32Array;
  U16: Uint16Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
}

export type SafetensorsDType = keyof SafetensorsArrays;
type AnyArray = SafetensorsArrays[SafetensorsDType];

interface Element {
  /** Bytes an element takes in the file. */
  size: number;
  /** The class of array that holds it here. */
  array: { readonly name: string; new (length: number): AnyArray };
  /** From the file's bytes, which nobody else holds. */
  read(bytes: ArrayBuffer): AnyArray;
  /** To the file's bytes; may be a view of the array. */
  write(array: AnyArray): Uint8Array;
}

/** Files are little-endian, and so is every machine that JavaScript engines run on. */
function plain(
  array: Element['array'] & { new (buffer: ArrayBuffer): AnyArray; BYTES_PER_ELEMENT: number },
): Element {
  return {
    size: array.BYTES_PER_ELEMENT,
    array,
    read: (bytes) => new array(bytes),
    write: ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  };
}

function halfFloat(toNumber: (half: number) => number, fromNumber: (value: number) => number): Element {
  return {
    size: 2,
    array: Float32Array,
    read: (bytes) => Float32Array.from(new Uint16Array(bytes), toNumber),
    write: (array) => new Uint8Array(Uint16Array.from(array as Float32Array, fromNumber).buffer),
  };
}

export const ELEMENTS: Record<SafetensorsDType, Element> = {
  F64: plain(Float64Array),
  F32: plain(Float32Array),
  F16: halfFloat(float16ToNumber, numberToFloat16),
  BF16: halfFloat(bfloat16ToNumber, numberToBfloat16),
  I64: plain(BigInt64Array),
  I32: plain(Int32Array),
  I16: plain(Int16Array),
  I8: plain(Int8Array),
  U64: plain(BigUint64Array),
  U32: plain(Uint32Array),
  U16: plain(Uint16Array),
  U8: plain(Uint8Array),
  BOOL: plain(Uint8Array),
};
