import { DataError } from '../tensor/errors.ts';
import { duplicateKey } from './duplicateKey.ts';
import { ELEMENTS, type SafetensorsDType } from './safetensorsElements.ts';

export const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** As in the reference implementation: no honest header is longer. */
const MAX_HEADER_BYTES = 100_000_000;

/** What the header says of one tensor: its numbers are the bytes from `begin` to `end`, counted from the header's end. */
export interface TensorInfo {
  name: string;
  dtype: SafetensorsDType;
  shape: readonly number[];
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  /** In the order of the file. */
  infos: TensorInfo[];
  metadata: Record<string, string>;
  /** Where in the file the numbers begin. */
  dataStart: number;
}

/** Length and JSON, padded with spaces so that the numbers begin at a multiple of 8 bytes. */
export function encodeHeader(
  infos: readonly TensorInfo[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  for (const { name, dtype, shape, begin, end } of infos)
    entries.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

/** Reads the header of a whole file and checks it against the format and the file's length. Throws DataError. */
export function decodeHeader(bytes: Uint8Array): SafetensorsHeader {
  const dataStart = LENGTH_BYTES + headerLength(bytes);
  const { [METADATA]: metadata = {}, ...described } = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    throw new DataError(
      `safetensors: ${METADATA} must map strings to strings; got ${JSON.stringify(metadata)}`,
    );
  }
  const infos = Object.entries(described).map(([name, info]) => checkInfo(name, info));
  infos.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkGapless(infos, bytes.length - dataStart);
  return { infos, metadata: metadata as Record<string, string>, dataStart };
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether these are whole numbers from 0 up, as shapes and offsets are. */
export function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDType(value: unknown): value is SafetensorsDType {
  return typeof value === 'string' && Object.hasOwn(ELEMENTS, value);
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new DataError(
      `safetensors: the file must begin with 8 bytes of header length; got ${bytes.length} bytes in all`,
    );
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw new DataError(
      `safetensors: the header must be at most ${MAX_HEADER_BYTES} bytes; it claims ${length}. Is this a safetensors file?`,
    );
  }
  if (LENGTH_BYTES + length > bytes.length) {
    throw new DataError(
      `safetensors: the file is truncated: the header takes ${length} bytes, ${bytes.length - LENGTH_BYTES} are there`,
    );
  }
  return length;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`safetensors: the header must be JSON in UTF-8: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (!isRecord(header)) throw new DataError('safetensors: the header must be a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new DataError(`safetensors: '${twice}' stands twice in the header`);
  return header;
}

function checkInfo(name: string, info: unknown): TensorInfo {
  const fail = (rule: string): never => {
    throw new DataError(`safetensors: tensor '${name}' ${rule}; got ${JSON.stringify(info)}`);
  };
  if (!isRecord(info)) return fail('must be described by an object');
  const { dtype, shape, data_offsets: offsets } = info;
  if (!isDType(dtype)) return fail(`must have a dtype among ${Object.keys(ELEMENTS).join(', ')}`);
  if (!isSizes(shape)) return fail('must have a shape of whole numbers');
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return fail('must have data_offsets [begin, end] with begin <= end');
  }
  const [begin, end] = offsets;
  const needed = elementCount(shape) * ELEMENTS[dtype].size;
  if (needed !== end - begin)
    fail(`must take ${needed} bytes for its shape and dtype, but takes ${end - begin}`);
  return { name, dtype, shape, begin, end };
}

/** Every byte belongs to exactly one tensor: nothing overlaps, nothing hides in between or behind. */
function checkGapless(infos: readonly TensorInfo[], dataBytes: number): void {
  let reached = 0;
  for (const { name, begin, end } of infos) {
    if (begin !== reached) {
      const rule = begin < reached ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new DataError(
        `safetensors: tensor '${name}' ${rule}: it begins at byte ${begin}, not ${reached}`,
      );
    }
    reached = end;
  }
  if (reached > dataBytes) {
    throw new DataError(
      `safetensors: the file is truncated: the tensors take ${reached} bytes, ${dataBytes} are there`,
    );
  }
  if (reached < dataBytes) {
    throw new DataError(`safetensors: ${dataBytes - reached} bytes after the last tensor belong to none`);
  }
}
