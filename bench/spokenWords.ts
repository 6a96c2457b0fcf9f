// How well spoken words are told apart: node bench/spokenWords.ts <folder> [seeds] [--speakers]. First on the test recordings
// of the folder, over several seeds; with --speakers also on those of each speaker, whom a training has then never heard. The
// best model of each training is chosen by recordings held out of those that it learns from; those that it is measured on are
// looked at once, at the end.
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { holdOut } from '../src/cli/tasks/holdOut.ts';
import { readPackedSpeech } from '../src/data/index.ts';
import { speechModels } from '../src/models/index.ts';
import { openFile } from '../src/node.ts';
import { configure, getEngine } from '../src/runtime/index.ts';
import { type LabelledRecording, speechSettings, speech as task } from '../src/tasks/speech/index.ts';
import { trainTask } from '../src/tasks/trainTask.ts';
import { loadModel, MemoryCheckpointStore } from '../src/training/index.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder, table, writeJson } from './output.ts';

const SAMPLE_RATE = 8000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { speakers: { type: 'boolean', default: false } },
});
const [folder, count = '3'] = positionals;
const seeds = Number(count);
if (folder === undefined || !(seeds > 0)) {
  console.error(
    'Usage: node bench/spokenWords.ts <folder with train and test, packed, named label_speaker_take.wav> [seeds] [--speakers]',
  );
  process.exit(1);
}
configure({ threads: 1 });
const [train, test] = [await read('train'), await read('test')];

const official = [];
for (let seed = 0; seed < seeds; seed++) official.push(await trainAndTest(`seed ${seed}`, train, test, seed));
const all = [...train, ...test];
const speakers = values.speakers ? [...new Set(all.map(speakerOf))].sort() : [];
const unheard = [];
for (const speaker of speakers) {
  const [others, own] = [false, true].map((is) => all.filter((one) => (speakerOf(one) === speaker) === is));
  unheard.push(await trainAndTest(`without ${speaker}`, others, own, 0));
}

console.log(
  table(
    ['training', 'held out', 'test', 'seconds'],
    [...official, ...unheard].map(({ name, ...numbers }) => [
      name,
      ...[numbers.validation, numbers.test, numbers.seconds].map((value) => value.toFixed(2)),
    ]),
  ),
);
const machine = { ...describeMachine(), build: getEngine().build, threads: 1 };
const { seed: _, model, ...training } = speechSettings;
const settings = { model: speechModels.complete(model), ...training };
const data = { train: train.length, test: test.length };
writeJson(resultsFolder, basename(folder), { machine, data, settings, official, unheard });

async function read(split: string): Promise<LabelledRecording[]> {
  const { clips, sampleRate } = await readPackedSpeech({
    samples: openFile(join(folder, `${split}.i16le.gz`)),
    index: openFile(join(folder, `${split}.index.tsv`)),
    sampleRate: SAMPLE_RATE,
    labelColumn: 'digit',
  });
  return clips.map((clip) => ({ ...clip, sampleRate }));
}

function speakerOf({ file }: LabelledRecording): string {
  return file.split('_')[1];
}

async function trainAndTest(
  name: string,
  learned: readonly LabelledRecording[],
  measured: readonly LabelledRecording[],
  seed: number,
) {
  const settings = { ...speechSettings, seed };
  const { train, valid: validation } = holdOut(learned, Math.ceil(learned.length / 10), seed);
  const predictor = task.prepare(train, settings);
  const store = new MemoryCheckpointStore();
  const { best, seconds } = await trainTask(task, { predictor, train, validation, settings, store });
  loadModel(predictor.model, await store.load('best'));
  predictor.model.eval();
  const { accuracy } = (await task.evaluate(predictor, measured)).metrics;
  const parameters = predictor.model.countParameters();
  predictor.model.dispose();
  const result = {
    name,
    parameters,
    update: best!.update,
    validation: 100 * best!.metrics.accuracy!,
    test: 100 * accuracy,
    seconds,
  };
  console.error(`${name}: ${result.test.toFixed(2)} in ${seconds.toFixed(0)} s`);
  return result;
}
