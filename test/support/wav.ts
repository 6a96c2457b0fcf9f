export interface WavParts {
  sampleRate?: number;
  channels?: number;
  bits?: number;
  /** Code of the codec: 1 is PCM, 3 floats. */
  codec?: number;
  /** What the header says of the size of the data, where that is not so. */
  size?: number;
}

/** A WAV file around bytes of sound. */
export function wavFile(
  data: Uint8Array,
  { sampleRate = 8000, channels = 1, bits = 16, codec = 1, size = data.length }: WavParts = {},
): Uint8Array<ArrayBuffer> {
  const frame = (channels * bits) / 8;
  const bytes = new Uint8Array(44 + data.length);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, word: string) => bytes.set(new TextEncoder().encode(word), offset);
  text(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, codec, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frame, true);
  view.setUint16(32, frame, true);
  view.setUint16(34, bits, true);
  text(36, 'data');
  view.setUint32(40, size, true);
  bytes.set(data, 44);
  return bytes;
}

/** The same with the longer header that programs write for many channels or bits, which names its codec at its end. */
export function extensibleWavFile(data: Uint8Array, parts: WavParts = {}): Uint8Array<ArrayBuffer> {
  const plain = wavFile(data, { ...parts, codec: 0xfffe });
  const extension = new Uint8Array(24);
  const view = new DataView(extension.buffer);
  view.setUint16(0, 22, true);
  view.setUint16(2, parts.bits ?? 16, true);
  // The codec as a GUID.
  extension.set([parts.codec ?? 1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 8);
  const bytes = Uint8Array.from([...plain.subarray(0, 36), ...extension, ...plain.subarray(36)]);
  new DataView(bytes.buffer).setUint32(4, bytes.length - 8, true);
  new DataView(bytes.buffer).setUint32(16, 40, true);
  return bytes;
}

/** The bytes of the numbers of a typed array. */
export const bytesOf = (numbers: Int16Array | Int32Array | Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
