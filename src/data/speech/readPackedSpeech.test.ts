import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pieces, utf8 } from '../../../test/support/bytes.ts';
import { bytesOf } from '../../../test/support/wav.ts';
import { DataError, ValueError } from '../../tensor/errors.ts';
import { readPackedSpeech } from './readPackedSpeech.ts';

const samples = bytesOf(Int16Array.of(16384, -32768, 8192, 0, 4096));
const header = 'file\tdigit\tspeaker\toffset\tsamples\n';

const read = (index: string, bytes: Uint8Array = samples, sampleRate = 8000) =>
  readPackedSpeech({
    samples: pieces(bytes),
    index: pieces(utf8(index)),
    sampleRate,
    labelColumn: 'digit',
    samplesName: 'x.i16le',
    indexName: 'x.tsv',
  });

describe('readPackedSpeech', () => {
  it('cuts clips out of the samples, plain or gzipped', async () => {
    const index = `${header}b.wav\t7\ttheo\t2\t3\na.wav\t0\tlucas\t0\t2\n`;
    const expected = {
      clips: [
        { samples: Float32Array.of(0.25, 0, 0.125), label: '7', file: 'b.wav' },
        { samples: Float32Array.of(0.5, -1), label: '0', file: 'a.wav' },
      ],
      sampleRate: 8000,
    };
    expect(await read(index)).toEqual(expected);
    expect(await read(index, gzipSync(samples))).toEqual(expected);
  });

  it.each([
    [
      `${header}a.wav\t1\tx\t3\t3\n`,
      'x.tsv, line 2: a.wav must lie within the 5 samples of x.i16le; got offset 3',
    ],
    [`${header}a.wav\t1\tx\t-1\t3\n`, 'got offset -1, samples 3'],
    [`${header}a.wav\t1\tx\t0\t0\n`, 'got offset 0, samples 0'],
    [`${header}a.wav\t1\tx\t0.5\t1\n`, 'got offset 0.5'],
    [`${header}a.wav\t1\tx\t0\t2\na.wav\t1\n`, 'x.tsv: 3 lines read'],
    [header, 'x.tsv names no clip; expected a table with the columns file, digit, offset and samples'],
    ['file\toffset\n', 'x.tsv has no column named samples'],
  ])('refuses the index %j', async (index, message) => {
    await expect(read(index)).rejects.toThrow(DataError);
    await expect(read(index)).rejects.toThrow(message);
  });

  it('refuses half a sample, and no rate', async () => {
    await expect(read(header, samples.subarray(1))).rejects.toThrow(
      'x.i16le has 9 bytes, so it ends within a sample',
    );
    await expect(read(header, samples, 0)).rejects.toThrow(ValueError);
  });
});
