import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataError } from '../../tensor/index.ts';
import { ComparisonDirectory } from './comparisonDirectory.ts';

let folder: string;
let directory: ComparisonDirectory;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heed-comparison-'));
  directory = new ComparisonDirectory(join(folder, 'one'));
});
afterEach(() => rm(folder, { recursive: true }));

const cell = {
  ...{ mechanism: 'local', seed: 3, accuracy: 0.5, tested: 9, trainLoss: 0.7, updates: 5, seconds: 2 },
  ...{ examplesPerSecond: 40, parameters: 7, peakBytes: 1024, multiplyAdds: 11 },
};

it('keeps a plan, trainings that came to their end, and checkpoints until then', async () => {
  expect(await directory.exists()).toBe(false);
  await directory.writePlan({ task: 'copy' });
  expect(await directory.exists()).toBe(true);
  expect(await directory.readPlan()).toEqual({ task: 'copy' });
  expect(await directory.load(cell)).toBeNull();
  const store = await directory.checkpoints(cell);
  await store.save('last', { tensors: new Map(), state: { update: 2 } });
  expect((await (await directory.checkpoints(cell)).load('last')).state).toEqual({ update: 2 });
  await directory.save(cell);
  expect(await directory.load(cell)).toEqual(cell);
  expect(await directory.load({ ...cell, seed: 4 })).toBeNull();
  expect(await store.has('last')).toBe(false);
  await directory.save({ ...cell, seed: 1 });
  expect(await directory.cells()).toEqual([{ ...cell, seed: 1 }, cell]);
});

it('takes no notice of what a killed process left half written', async () => {
  await directory.writePlan({});
  await writeFile(join(directory.path, 'cells', '.local-seed3.json.1234.tmp'), '{"mech');
  expect(await directory.load(cell)).toBeNull();
  expect(await directory.cells()).toEqual([]);
  await directory.save(cell);
  expect(await readdir(join(directory.path, 'cells'))).toEqual(['local-seed3.json']);
});

it('refuses files that are something else', async () => {
  await directory.writePlan({});
  const file = join(directory.path, 'cells', 'local-seed3.json');
  await writeFile(file, '{"mechanism": "local"}');
  await expect(directory.load(cell)).rejects.toThrow('Delete it, and it is trained again');
  await writeFile(file, 'not JSON');
  await expect(directory.cells()).rejects.toThrow(DataError);
  await directory.writeJSON('plan.json', { format: 'heed-comparison', version: 2 });
  await expect(directory.readPlan()).rejects.toThrow('expected "heed-comparison", version 1');
});
