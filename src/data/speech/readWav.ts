import { DataError } from '../../tensor/errors.ts';
import type { ByteStream } from '../byteStream.ts';
import { foreignFormat } from '../foreignFormat.ts';
import { readBytes } from '../readBytes.ts';
import { resample } from './resample.ts';
import { decodeWav } from './wavData.ts';

export interface ReadWavOptions {
  /** What to call the data in errors, such as its file name. */
  name?: string;
  /** Samples a second that are wanted; the sound is resampled where it has others. */
  sampleRate?: number;
}

export interface ReadWav {
  /** One channel, from -1 to 1. */
  samples: Float32Array;
  /** Samples a second. */
  sampleRate: number;
  seconds: number;
  /** For people, what was done to the sound: `2 channels averaged`, `resampled from 44100 to 8000 Hz`. */
  changes: string[];
}

/**
 * Sound from a WAV file: PCM of 8, 16, 24 or 32 bits (8: -1 is 0; others: -1 is the lowest integer), or floats of 32 or 64
 * bits. Several channels are averaged to one.
 *
 * @throws DataError where the bytes are no WAV file, are cut short or compressed, or hold no sound.
 */
export async function readWav(
  bytes: ByteStream,
  { name = 'the data', sampleRate }: ReadWavOptions = {},
): Promise<ReadWav> {
  const all = await readBytes(bytes, name);
  const found = foreignFormat(all);
  if (found !== 'a WAV file') {
    throw new DataError(`readWav: ${name} is no WAV file${found ? `; it looks like ${found}` : ''}`);
  }
  const wav = await decodeWav(all, name);
  const changes: string[] = [];
  let samples = wav.channels[0];
  if (wav.channels.length > 1) {
    samples = average(wav.channels);
    changes.push(`${wav.channels.length} channels averaged`);
  }
  const rate = sampleRate ?? wav.sampleRate;
  if (rate !== wav.sampleRate) {
    samples = resample(samples, wav.sampleRate, rate);
    changes.push(`resampled from ${wav.sampleRate} to ${rate} Hz`);
  }
  return { samples, sampleRate: rate, seconds: samples.length / rate, changes };
}

function average(channels: readonly Float32Array[]): Float32Array {
  return channels[0].map((_, i) => channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length);
}
