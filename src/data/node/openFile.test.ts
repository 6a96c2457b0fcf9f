import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataError } from '../../tensor/errors.ts';
import { readPairs } from '../readPairs.ts';
import { openFile } from './openFile.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heed-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads a file', async () => {
  const path = join(folder, 'pairs.tsv.gz');
  await writeFile(path, gzipSync('Go.\tVa !\n'.repeat(50_000)));
  const { pairs } = await readPairs(openFile(path));
  expect(pairs).toHaveLength(50_000);
  expect(pairs.at(-1)).toEqual({ source: 'Go.', target: 'Va !' });
});

it('says why a file cannot be read', async () => {
  const missing = join(folder, 'missing.tsv');
  for (const [path, reason] of [
    [missing, 'there is no such file'],
    [folder, 'it is a directory, not a file'],
  ]) {
    const reading = readPairs(openFile(path));
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(`openFile: cannot read ${path}: ${reason}`);
  }
});

// Root may read everything.
it.skipIf(process.getuid?.() === 0)('says that a file may not be read', async () => {
  const path = join(folder, 'secret.tsv');
  await writeFile(path, 'a\tb', { mode: 0o000 });
  await expect(readPairs(openFile(path))).rejects.toThrow('you are not allowed to read it');
});
