import { DataError, formatShape } from '../tensor/errors.ts';
import { ELEMENTS, type SafetensorsArrays, type SafetensorsDType } from './safetensorsElements.ts';
import {
  decodeHeader,
  elementCount,
  encodeHeader,
  isSizes,
  METADATA,
  type TensorInfo,
} from './safetensorsHeader.ts';

/** A tensor as the file knows it: element type, shape and numbers in row-major order. */
export type SafeTensor = {
  [T in SafetensorsDType]: { dtype: T; shape: readonly number[]; data: SafetensorsArrays[T] };
}[SafetensorsDType];

export interface Safetensors {
  tensors: Map<string, SafeTensor>;
  metadata: Record<string, string>;
}

/**
 * The bytes of a safetensors file: the header's length (8 bytes), the header (JSON: for each name dtype, shape and
 * place), the numbers without gaps. Wide element types come first, so that every array is aligned; otherwise in the
 * order of `tensors`.
 *
 * Format: https://huggingface.co/docs/safetensors
 *
 * @throws DataError if a shape and its data do not fit together, or the name is taken by the format
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(([, a], [, b]) => ELEMENTS[b.dtype].size - ELEMENTS[a.dtype].size);
  let end = 0;
  const infos = sorted.map(([name, tensor]): TensorInfo => {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.length * ELEMENTS[tensor.dtype].size;
    return { name, dtype: tensor.dtype, shape: tensor.shape, begin, end };
  });
  const header = encodeHeader(infos, metadata);
  const bytes = new Uint8Array(header.length + end);
  bytes.set(header);
  for (const { name, dtype, begin } of infos) {
    bytes.set(ELEMENTS[dtype].write(tensors.get(name)!.data), header.length + begin);
  }
  return bytes;
}

/**
 * Reads what `encodeSafetensors` or any other writer of the format made. The arrays are copies.
 *
 * @throws DataError if the bytes are no whole, well-formed file; the message says where it breaks the format
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { infos, metadata, dataStart } = decodeHeader(bytes);
  const tensors = new Map<string, SafeTensor>();
  for (const { name, dtype, shape, begin, end } of infos) {
    const copy = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end)).buffer;
    tensors.set(name, { dtype, shape, data: ELEMENTS[dtype].read(copy) } as SafeTensor);
  }
  return { tensors, metadata };
}

function checkTensor(name: string, { dtype, shape, data }: SafeTensor): void {
  if (name === METADATA) throw new DataError(`safetensors: the name '${METADATA}' is taken by the format`);
  if (!isSizes(shape) || elementCount(shape) !== data.length) {
    throw new DataError(
      `safetensors: tensor '${name}' of shape ${formatShape(shape)} cannot hold ${data.length} elements`,
    );
  }
  const { array } = ELEMENTS[dtype];
  if (!(data instanceof array)) {
    throw new DataError(
      `safetensors: tensor '${name}' of dtype ${dtype} must come as ${array.name}; got ${data.constructor.name}`,
    );
  }
}
