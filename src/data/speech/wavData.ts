import { DataError } from '../../tensor/errors.ts';

export interface WavData {
  channels: Float32Array[];
  sampleRate: number;
}

/** What wavefile tells of a file, as far as we need it. */
interface Wav {
  fromBuffer(bytes: Uint8Array): void;
  getSamples(interleaved: boolean, type: Float64ArrayConstructor): Float64Array | Float64Array[];
  bitDepth: string;
  fmt: {
    audioFormat?: number;
    subformat?: number[];
    numChannels?: number;
    sampleRate?: number;
    blockAlign?: number;
  };
  data: { chunkSize: number; samples: Uint8Array };
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** Codes of codecs that are met in the wild. */
const codecs: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'mu-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG',
  85: 'MP3',
};

/** The zero and the largest magnitude of samples, by their format. */
const scales: Readonly<Record<string, readonly [zero: number, largest: number]>> = {
  int8: [128, 2 ** 7],
  int16: [0, 2 ** 15],
  int24: [0, 2 ** 23],
  int32: [0, 2 ** 31],
  float32: [0, 1],
  float64: [0, 1],
};

/** Programs that write to a pipe do not know the size, and put the largest there is. */
const SIZE_UNKNOWN = 0xffffffff;
const MAX_SAMPLE_RATE = 1_000_000;

/** The channels of a WAV file, from -1 to 1. @throws DataError where they cannot be had; `name` names the file */
export async function decodeWav(bytes: Uint8Array, name: string): Promise<WavData> {
  // Only who reads a WAV needs it. Bundlers take its module, Node its CommonJS, which has all in the default.
  const wavefile = await import('wavefile');
  const { WaveFile } = wavefile.default ?? wavefile;
  const wav = new WaveFile() as unknown as Wav;
  const fail = (reason: string, cause?: unknown): never => {
    throw new DataError(`readWav: ${name} ${reason}`, { cause });
  };
  try {
    wav.fromBuffer(bytes);
  } catch (cause) {
    checkCodec(wav, fail);
    fail(`is damaged or cut short: ${(cause as Error).message}`, cause);
  }
  checkCodec(wav, fail);
  checkLayout(wav, fail);
  const channels = samplesOf(wav).map((channel) => scale(channel, formatOf(wav)));
  if (!channels.every((channel) => channel.every(Number.isFinite)))
    fail('holds samples that are not numbers');
  return { channels, sampleRate: wav.fmt.sampleRate! };
}

type Fail = (reason: string) => never;

/** The codec, which an extensible header names at its end; undefined where the header was not found. */
const codecOf = ({ fmt }: Wav) => (fmt.audioFormat === EXTENSIBLE ? fmt.subformat?.[0] : fmt.audioFormat);
const bitsOf = ({ bitDepth }: Wav) => Number.parseInt(bitDepth, 10);
const formatOf = (wav: Wav) => `${codecOf(wav) === FLOAT ? 'float' : 'int'}${bitsOf(wav)}`;

/** The samples of each channel as the file has them. */
function samplesOf(wav: Wav): Float64Array[] {
  const channels = [wav.getSamples(false, Float64Array)].flat();
  // Under an extensible header, wavefile takes the bits of a float32 for an integer.
  if (formatOf(wav) !== 'float32' || wav.bitDepth === '32f') return channels;
  return channels.map((channel) => Float64Array.from(new Float32Array(Int32Array.from(channel).buffer)));
}

function scale(samples: Float64Array, format: string): Float32Array {
  const [zero, largest] = scales[format];
  return Float32Array.from(samples, (sample) => (sample - zero) / largest);
}

function checkCodec(wav: Wav, fail: Fail): void {
  const code = codecOf(wav);
  // Without a header, the parser's own complaint is better.
  if (code === undefined || code === PCM || code === FLOAT) return;
  fail(
    `is compressed: ${codecs[code] ?? `codec ${code}`}. ` +
      'Convert it to PCM, such as by ffmpeg -i in.wav -c:a pcm_s16le out.wav',
  );
}

function checkLayout(wav: Wav, fail: Fail): void {
  const { fmt, data } = wav;
  const { numChannels = 0, sampleRate = 0, blockAlign = 0 } = fmt;
  if (!(formatOf(wav) in scales)) {
    fail(
      `has samples of ${bitsOf(wav)} bits; integers of 8, 16, 24 or 32 and floats of 32 or 64 can be read`,
    );
  }
  if (numChannels < 1) fail('has no channel');
  if (sampleRate < 1 || sampleRate > MAX_SAMPLE_RATE) fail(`cannot have ${sampleRate} samples a second`);
  const bytes = data.samples.length;
  if (data.chunkSize !== SIZE_UNKNOWN && bytes < data.chunkSize) {
    fail(`is cut short: there should be ${data.chunkSize} bytes of sound, and there are ${bytes}`);
  }
  if (bytes === 0) fail('holds no sound');
  const frame = (numChannels * bitsOf(wav)) / 8;
  if (blockAlign !== frame || bytes % frame !== 0) {
    fail(
      `is damaged: ${numChannels} channels of ${bitsOf(wav)} bits take ${frame} bytes at a time; ` +
        `it says ${blockAlign}, and has ${bytes} in all`,
    );
  }
}
