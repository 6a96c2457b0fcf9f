import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf, type WavParts, wavFile } from '../../../test/support/wav.ts';
import { DataError, ValueError } from '../../tensor/errors.ts';
import { readWavFolder } from './readWavFolder.ts';
import { readWavList } from './readWavList.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heed-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(folder, dirname(file)), { recursive: true });
  await writeFile(join(folder, file), content);
}

/** A WAV file whose first sample is told by a number. */
const writeWav = (file: string, number: number, parts: WavParts = {}) =>
  write(file, wavFile(bytesOf(Int16Array.of(number, 0)), parts));

async function refuses(reading: Promise<unknown>, message: string): Promise<void> {
  await expect(reading).rejects.toThrow(DataError);
  await expect(reading).rejects.toThrow(message);
}

describe('readWavFolder', () => {
  it('takes labels from folders, in the order of names', async () => {
    await writeWav('yes/b_1.wav', 16384);
    await writeWav('no/c.WAV', -16384);
    await writeWav('yes/deep/a.wav', 8192);
    await write('README.md', 'no recording');
    await writeWav('.hidden/x.wav', 0);
    await writeWav('yes/._b_1.wav', 0);
    const { clips, sampleRate, changes } = await readWavFolder(folder);
    expect(clips).toEqual([
      { samples: Float32Array.of(-0.5, 0), label: 'no', file: 'no/c.WAV' },
      { samples: Float32Array.of(0.5, 0), label: 'yes', file: 'yes/b_1.wav' },
      { samples: Float32Array.of(0.25, 0), label: 'deep', file: 'yes/deep/a.wav' },
    ]);
    expect([sampleRate, changes]).toEqual([8000, []]);
  });

  it('takes labels from names', async () => {
    await writeWav('7_theo_3.wav', 1);
    await writeWav('12_theo_3.wav', 1);
    expect((await readWavFolder(folder)).clips.map(({ label }) => label)).toEqual(['12', '7']);
    await writeWav('theo/3_a.wav', 1);
    await rm(join(folder, '7_theo_3.wav'));
    await rm(join(folder, '12_theo_3.wav'));
    expect((await readWavFolder(folder)).clips[0].label).toBe('theo');
    expect((await readWavFolder(folder, { labels: 'file' })).clips[0].label).toBe('3');
  });

  it('brings all to the rate of the first, or to that asked for, and says so', async () => {
    await writeWav('a/1.wav', 1, { sampleRate: 16_000 });
    await writeWav('a/2.wav', 1, { sampleRate: 8000, channels: 2 });
    await writeWav('a/3.wav', 1, { sampleRate: 8000 });
    const read = await readWavFolder(folder);
    expect(read.sampleRate).toBe(16_000);
    expect(read.changes).toEqual([
      { change: '2 channels averaged', files: ['a/2.wav'] },
      { change: 'resampled from 8000 to 16000 Hz', files: ['a/2.wav', 'a/3.wav'] },
    ]);
    const asked = await readWavFolder(folder, { sampleRate: 8000 });
    expect(asked.sampleRate).toBe(8000);
    expect(asked.changes[0]).toEqual({ change: 'resampled from 16000 to 8000 Hz', files: ['a/1.wav'] });
  });

  it('says which file it cannot read', async () => {
    await writeWav('a/1.wav', 1);
    await write('a/2.wav', 'no sound');
    await refuses(readWavFolder(folder), `${join(folder, 'a/2.wav')} is no WAV file`);
  });

  it('refuses files without a label, folders without files, and no folder', async () => {
    await refuses(
      readWavFolder(folder),
      `there is no .wav file in ${folder}; expected recordings in folders`,
    );
    await refuses(readWavFolder(join(folder, 'none')), 'cannot read the folder');
    await writeWav('x.wav', 1);
    await refuses(readWavFolder(folder), 'there is no label for x.wav');
    await refuses(readWavFolder(folder, { labels: 'folder' }), 'it lies in no folder within');
    await expect(readWavFolder(folder, { labels: 'path' as 'file' })).rejects.toThrow(ValueError);
  });
});

describe('readWavList', () => {
  it('takes files and labels from a table', async () => {
    await writeWav('b.wav', 16384);
    await writeWav('in/a.wav', -16384);
    await write('list.tsv', 'b.wav\tyes\nin/a.wav\tno\n');
    const expected = [
      { samples: Float32Array.of(0.5, 0), label: 'yes', file: 'b.wav' },
      { samples: Float32Array.of(-0.5, 0), label: 'no', file: 'in/a.wav' },
    ];
    expect((await readWavList(join(folder, 'list.tsv'))).clips).toEqual(expected);
    await write('lists/named.csv', 'word,path\nyes,b.wav\nno,in/a.wav\n');
    const options = { folder, fileColumn: 'path', labelColumn: 'word' };
    expect((await readWavList(join(folder, 'lists/named.csv'), options)).clips).toEqual(expected);
  });

  it('says in which line it is wrong', async () => {
    const list = join(folder, 'list.tsv');
    await writeWav('b.wav', 1);
    await write('list.tsv', 'b.wav\tyes\nmissing.wav\tno\n');
    await refuses(readWavList(list), `${list}, line 2: openFile: cannot read ${join(folder, 'missing.wav')}`);
    await write('list.tsv', 'b.wav\tyes\nb.wav\n');
    await refuses(readWavList(list), '1 line skipped: fewer than 2 columns (line 2)');
    await write('list.tsv', '');
    await refuses(readWavList(list), 'names no file; expected a table of WAV files and their labels');
  });
});
