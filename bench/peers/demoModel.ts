import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phrasebook } from '../../src/data/index.ts';
import { demoSettings, trainTask, translation } from '../../src/tasks/index.ts';
import { ModelDirectory } from '../../src/tasks/node/index.ts';

/** A translator of the demo's kind, trained for a while on the phrasebook, and sentences that it has not seen. */
export async function demoModel(
  quick: boolean,
): Promise<{ directory: string; sentences: readonly string[] }> {
  const updates = quick ? 40 : 300;
  const settings = { ...demoSettings, length: { updates }, validateEvery: updates, checkpointEvery: updates };
  const book = phrasebook({ seed: settings.seed });
  const translator = translation.prepare(book.train, settings);
  const path = mkdtempSync(join(tmpdir(), 'heed-bench-'));
  process.once('exit', () => rmSync(path, { recursive: true }));
  const directory = new ModelDirectory(path);
  await directory.write(translation, translator, { settings });
  await trainTask(translation, {
    predictor: translator,
    train: book.train,
    validation: book.valid.slice(0, 20),
    settings,
    store: directory.store,
  });
  translator.model.dispose();
  return { directory: path, sentences: book.test.map(({ source }) => source) };
}
