import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCheckpointStore } from '../../../test/conformance/checkpointStore.ts';
import { encodeSafetensors } from '../../interop/safetensors.ts';
import { DataError } from '../../tensor/errors.ts';
import { DirectoryCheckpointStore } from './directoryCheckpointStore.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heed-'));
});
afterAll(() => rm(root, { recursive: true }));

const freshFolder = () => mkdtemp(join(root, 'store-'));
const checkpoint = {
  tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]),
  state: { step: 3 },
};

describeCheckpointStore(
  'DirectoryCheckpointStore',
  async () => new DirectoryCheckpointStore(await freshFolder()),
);

describe('DirectoryCheckpointStore', () => {
  it('makes its folder, and leaves nothing in it but the checkpoints', async () => {
    const folder = join(await freshFolder(), 'deep', 'down');
    const store = new DirectoryCheckpointStore(folder);
    await store.save('best', checkpoint);
    await store.save('last', checkpoint);
    expect((await readdir(folder)).sort()).toEqual(['best.safetensors', 'last.safetensors']);
    expect(await new DirectoryCheckpointStore(folder).load('best')).toEqual(checkpoint);
  });

  it('names the file that is damaged or not ours', async () => {
    const folder = await freshFolder();
    const store = new DirectoryCheckpointStore(folder);
    await store.save('last', checkpoint);
    const file = join(folder, 'last.safetensors');
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, -3));
    await expect(store.load('last')).rejects.toThrow(DataError);
    await expect(store.load('last')).rejects.toThrow(`${file}: safetensors: the file is truncated`);
    await writeFile(file, encodeSafetensors(new Map()));
    await expect(store.load('last')).rejects.toThrow("no checkpoint of heed's");
    const foreign = new Map([['w', { dtype: 'F16', shape: [1], data: Float32Array.of(1) }] as const]);
    await writeFile(file, encodeSafetensors(foreign, { 'heed.checkpoint.1': '{}' }));
    await expect(store.load('last')).rejects.toThrow("tensor 'w' must be F32 or I32; got F16");
    await writeFile(file, encodeSafetensors(new Map(), { 'heed.checkpoint.1': '{' }));
    await expect(store.load('last')).rejects.toThrow('the state must be JSON');
  });

  it('says what is wrong where there can be no folder', async () => {
    const file = join(await freshFolder(), 'file');
    await writeFile(file, '');
    const store = new DirectoryCheckpointStore(join(file, 'model'));
    await expect(store.save('last', checkpoint)).rejects.toThrow(
      `cannot make the folder ${join(file, 'model')}: part of the path is a file`,
    );
  });
});
