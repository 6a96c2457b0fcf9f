import * as realFileSystem from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../tensor/errors.ts';
import { type FileSystem, writeFileAtomic } from './atomic.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heed-'));
  path = join(folder, 'model.bin');
});
afterEach(() => rm(folder, { recursive: true }));

const failure = (code: string) => Object.assign(new Error(`${code}: as the system says it`), { code });

/** A disk that takes the first few bytes of a file and then fails. */
function failingDisk(step: 'open' | 'writeFile' | 'sync' | 'rename', code: string): FileSystem {
  const open: FileSystem['open'] = async (...args) => {
    if (step === 'open') throw failure(code);
    const file = await realFileSystem.open(...args);
    if (step === 'rename') return file;
    return Object.assign(file, {
      [step]: async () => {
        await file.write('half of');
        throw failure(code);
      },
    });
  };
  const rename: FileSystem['rename'] = async (...args) => {
    if (step === 'rename') throw failure(code);
    return realFileSystem.rename(...args);
  };
  return { ...realFileSystem, open, rename };
}

describe('writeFileAtomic', () => {
  it('makes and replaces text and bytes', async () => {
    await writeFileAtomic(path, 'été');
    expect(await readFile(path, 'utf8')).toBe('été');
    await writeFileAtomic(path, Uint8Array.of(0, 255, 7));
    expect([...(await readFile(path))]).toEqual([0, 255, 7]);
    expect(await readdir(folder)).toEqual(['model.bin']);
  });

  it.each([
    ['writeFile', 'ENOSPC', 'the disk is full (ENOSPC)'],
    ['sync', 'EDQUOT', 'the disk quota is used up (EDQUOT)'],
    ['open', 'EACCES', 'no permission to write there (EACCES)'],
    ['open', 'EROFS', 'the file system is read-only (EROFS)'],
    ['rename', 'EIO', 'EIO: as the system says it'],
  ] as const)('when %s fails with %s, keeps the earlier file and cleans up', async (step, code, reason) => {
    await writeFile(path, 'earlier');
    const writing = writeFileAtomic(path, 'later', failingDisk(step, code));
    await expect(writing).rejects.toThrow(DataError);
    await expect(writing).rejects.toThrow(`cannot write ${path}: `);
    await expect(writing).rejects.toThrow(reason);
    expect(await readFile(path, 'utf8')).toBe('earlier');
    expect(await readdir(folder)).toEqual(['model.bin']);
  });

  it('says so where there is no folder, or a folder has the name', async () => {
    await expect(writeFileAtomic(join(folder, 'none', 'file'), '')).rejects.toThrow(
      'the folder does not exist',
    );
    await mkdir(path);
    await expect(writeFileAtomic(path, '')).rejects.toThrow('a folder has that name');
    expect(await readdir(folder)).toEqual(['model.bin']);
  });

  it('clears away what a killed process left, and nothing else', async () => {
    const others = ['.model.bin', '.other.bin.1234.tmp', 'model.bin.tmp'];
    for (const name of ['.model.bin.1234.tmp', ...others]) await writeFile(join(folder, name), 'half');
    await writeFileAtomic(path, 'whole');
    expect((await readdir(folder)).sort()).toEqual([...others, 'model.bin'].sort());
  });

  it('lets writers of one path run side by side; one of them wins', async () => {
    const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(10_000 + i));
    await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['model.bin']);
  });
});
