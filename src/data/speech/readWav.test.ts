import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import { pieces, utf8 } from '../../../test/support/bytes.ts';
import { bytesOf, extensibleWavFile, type WavParts, wavFile } from '../../../test/support/wav.ts';
import { DataError } from '../../tensor/errors.ts';
import { readWav } from './readWav.ts';
import { resample } from './resample.ts';

const read = (data: Uint8Array, parts: WavParts = {}, sampleRate?: number) =>
  readWav(pieces(wavFile(data, parts)), { name: 'x.wav', sampleRate });

const ramp = bytesOf(Int16Array.of(-32768, -1, 0, 16384, 32767));

describe('readWav', () => {
  it.each<[string, WavParts, Uint8Array, number[]]>([
    ['8 bits', { bits: 8 }, Uint8Array.of(0, 128, 192, 255), [-1, 0, 0.5, 127 / 128]],
    ['16 bits', {}, ramp, [-1, -1 / 32768, 0, 0.5, 32767 / 32768]],
    [
      '24 bits',
      { bits: 24 },
      Uint8Array.of(0, 0, 0x80, 0xff, 0xff, 0xff, 0, 0, 0x40),
      [-1, -(2 ** -23), 0.5],
    ],
    ['32 bits', { bits: 32 }, bytesOf(Int32Array.of(-(2 ** 31), 2 ** 30)), [-1, 0.5]],
    ['floats', { bits: 32, codec: 3 }, bytesOf(Float32Array.of(-1, 0.1, 1.5)), [-1, Math.fround(0.1), 1.5]],
    ['doubles', { bits: 64, codec: 3 }, bytesOf(Float64Array.of(-1, 0.25)), [-1, 0.25]],
  ])('reads samples of %s', async (_, parts, data, samples) => {
    const wav = await read(data, { sampleRate: 11_025, ...parts });
    expect(wav).toEqual({
      samples: Float32Array.from(samples),
      sampleRate: 11_025,
      seconds: samples.length / 11_025,
      changes: [],
    });
  });

  it('reads extensible headers, and big-endian files', async () => {
    const extensible = extensibleWavFile(bytesOf(Float32Array.of(0.5, -2)), { bits: 32, codec: 3 });
    expect((await readWav(pieces(extensible))).samples).toEqual(Float32Array.of(0.5, -2));
    for (const bits of [16, 24]) {
      const data = Uint8Array.of(...new Array(bits / 8 - 1).fill(0), 0xc0);
      expect((await readWav(pieces(extensibleWavFile(data, { bits })))).samples).toEqual(
        Float32Array.of(-0.5),
      );
    }
    const doubles = extensibleWavFile(bytesOf(Float64Array.of(0.25)), { bits: 64, codec: 3 });
    expect((await readWav(pieces(doubles))).samples).toEqual(Float32Array.of(0.25));
    const compressed = extensibleWavFile(ramp, { bits: 8, codec: 7 });
    await expect(readWav(pieces(compressed))).rejects.toThrow('is compressed: mu-law');
    const wav = new wavefile.WaveFile();
    wav.fromScratch(1, 8000, '16', [16384, -1], { container: 'RIFX' });
    expect((await readWav(pieces(wav.toBuffer()))).samples).toEqual(Float32Array.of(0.5, -1 / 32768));
  });

  it('averages channels, and says so', async () => {
    const data = bytesOf(Int16Array.of(16384, -16384, 32767, 32767, 0, -32768));
    const { samples, changes } = await read(data, { channels: 2 });
    expect(samples).toEqual(Float32Array.of(0, 32767 / 32768, -0.5));
    expect(changes).toEqual(['2 channels averaged']);
  });

  it('resamples to the rate asked for, and says so', async () => {
    const { samples, sampleRate, seconds, changes } = await read(ramp, { sampleRate: 16_000 }, 8000);
    expect(samples).toEqual(resample(Float32Array.of(-1, -1 / 32768, 0, 0.5, 32767 / 32768), 16_000, 8000));
    expect([sampleRate, seconds]).toEqual([8000, 3 / 8000]);
    expect(changes).toEqual(['resampled from 16000 to 8000 Hz']);
    expect((await read(ramp, {}, 8000)).changes).toEqual([]);
  });

  it('reads to the end where a pipe did not know the size', async () => {
    expect((await read(ramp, { size: 0xffffffff })).samples).toHaveLength(5);
  });

  it.each([
    [utf8('hello'), 'x.wav is no WAV file'],
    [utf8('\x89PNG').with(0, 0x89), 'x.wav is no WAV file'],
    [utf8('{"a": 1}'), 'x.wav is no WAV file; it looks like JSON'],
    [new Uint8Array(0), 'x.wav is no WAV file'],
    [wavFile(ramp).subarray(0, 30), 'x.wav is damaged or cut short'],
    [wavFile(ramp).subarray(0, 40), 'x.wav is damaged or cut short'],
    [wavFile(ramp).subarray(0, 50), 'x.wav is cut short: there should be 10 bytes of sound, and there are 6'],
    [
      wavFile(ramp, { codec: 6, bits: 8 }),
      'x.wav is compressed: A-law. Convert it to PCM, such as by ffmpeg',
    ],
    [wavFile(ramp, { codec: 0x55 }), 'x.wav is compressed: MP3'],
    [wavFile(ramp, { codec: 0x1234 }), 'x.wav is compressed: codec 4660'],
    [wavFile(ramp, { bits: 12 }), 'x.wav has samples of 12 bits; integers of 8, 16, 24 or 32 and floats'],
    [wavFile(new Uint8Array(8), { bits: 64 }), 'x.wav has samples of 64 bits'],
    [wavFile(ramp, { channels: 0 }), 'x.wav has no channel'],
    [wavFile(ramp, { sampleRate: 0 }), 'x.wav cannot have 0 samples a second'],
    [wavFile(ramp, { channels: 2 }), 'x.wav is damaged: 2 channels of 16 bits take 4 bytes at a time'],
    [wavFile(new Uint8Array(0)), 'x.wav holds no sound'],
    [wavFile(bytesOf(Float32Array.of(Number.NaN)), { codec: 3, bits: 32 }), 'samples that are not numbers'],
  ])('refuses what it cannot read (%#)', async (bytes, message) => {
    const reading = readWav(pieces(bytes), { name: 'x.wav' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  it('answers bytes at random by a DataError, if at all', async () => {
    const damage = fc.array(fc.tuple(fc.nat(53), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = wavFile(ramp);
        for (const [place, value] of changes) bytes[place] = value;
        await readWav(pieces(bytes)).catch((error) => expect(error).toBeInstanceOf(DataError));
      }),
      { numRuns: 500 },
    );
  });
});
