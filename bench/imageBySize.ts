// Attention to patches against convolutions, by how many pictures there are to learn from. Both models get the same pictures in
// the same order, batch size, augmentation, schedule and number of updates, and have about as many parameters; the best of
// ten validations, on the last 5,000 training pictures, is what is tested.
//
//   node bench/imageBySize.ts DATA [--out FOLDER] [--models FOLDER]
//
// DATA holds the four files of MNIST. Each training is written down as it ends, and is not done again while it stands in
// FOLDER/mnist-by-size.json; with --models, the trained models are kept.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eachImage, type LabelledImage, readImages } from '../src/data/index.ts';
import { openFile } from '../src/data/node/openFile.ts';
import { getEngine } from '../src/runtime/index.ts';
import { type ImageSettings, image, imageSettings } from '../src/tasks/image/index.ts';
import { trainTask } from '../src/tasks/trainTask.ts';
import { loadModel, MemoryCheckpointStore } from '../src/training/index.ts';
import { DirectoryCheckpointStore } from '../src/training/node/index.ts';
import { lineChart } from '../src/viz/lineChart.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder, table, writeChart, writeJson } from './output.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: resultsFolder }, models: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: see the head of this file');

const NAME = 'mnist-by-size';
const HELD_OUT = 5000;
/** Of every training: eight times through the largest set. */
const UPDATES = 6880;
/** The largest counts the pictures held out, as is the custom. */
const SIZES = [
  { name: '60,000', train: 55_000 },
  { name: '10,000', train: 10_000 },
  { name: '1,000', train: 1000 },
];
const MODELS = [
  { name: 'attention', kind: 'transformer', color: 'first' },
  { name: 'convolutions', kind: 'convolution', color: 'second' },
] as const;

interface Result {
  readonly model: string;
  readonly size: string;
  readonly train: number;
  readonly updates: number;
  readonly parameters: number;
  readonly bestUpdate: number;
  readonly validation: number;
  readonly test: number;
  /** Of training, validations included: as the clock went, and of processor time, which others on the machine do not change. */
  readonly seconds: number;
  readonly processorSeconds: number;
}

const readSplit = async (split: string): Promise<LabelledImage[]> => {
  const [imagesName, labelsName] = ['images-idx3', 'labels-idx1'].map((part) => `${split}-${part}-ubyte.gz`);
  const open = (name: string) => openFile(join(folder, name));
  return eachImage(
    await readImages({ images: open(imagesName), labels: open(labelsName), imagesName, labelsName }),
  );
};

const [all, test] = [await readSplit('train'), await readSplit('t10k')];
const validation = all.slice(-HELD_OUT);
const file = join(values.out, `${NAME}.json`);
const results: Result[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { results: Result[] }).results
  : [];

for (const size of SIZES) {
  for (const { name, kind } of MODELS) {
    if (results.some((result) => result.model === name && result.size === size.name)) continue;
    results.push(await measure(name, kind, size));
    const { build, threads } = getEngine();
    const machine = { ...describeMachine(), build, threads: threads.count };
    writeJson(values.out, NAME, { machine, results });
  }
}
draw();
print();

async function measure(model: string, kind: string, size: (typeof SIZES)[number]): Promise<Result> {
  const settings: ImageSettings = {
    ...imageSettings,
    model: { kind },
    length: { updates: UPDATES },
    validateEvery: UPDATES / 10,
  };
  const train = all.slice(0, size.train);
  const predictor = image.prepare(train, settings);
  const store =
    values.models === undefined
      ? new MemoryCheckpointStore()
      : new DirectoryCheckpointStore(join(values.models, `${model}-${size.train}`));
  const before = process.cpuUsage();
  const { seconds, best } = await trainTask(image, {
    predictor,
    train,
    validation,
    settings,
    store,
    onProgress(progress) {
      if (progress.kind !== 'validation') return;
      const { update, metrics } = progress.entry;
      console.error(`${model} ${size.name}: ${update}/${UPDATES}, accuracy ${metrics.accuracy}`);
    },
  });
  const { user, system } = process.cpuUsage(before);
  loadModel(predictor.model, await store.load('best'));
  const { metrics } = await image.evaluate(predictor, test);
  const parameters = predictor.model.countParameters();
  predictor.model.dispose();
  return {
    model,
    size: size.name,
    train: size.train,
    updates: UPDATES,
    parameters,
    bestUpdate: best?.update ?? UPDATES,
    validation: best?.metrics.accuracy ?? 0,
    test: metrics.accuracy,
    seconds: Math.round(seconds),
    processorSeconds: Math.round((user + system) / 1e6),
  };
}

function draw(): void {
  const series = MODELS.map(({ name, color }) => ({
    name,
    color,
    points: results
      .filter(({ model }) => model === name)
      .map(({ train, test }) => [train, 100 * (1 - test)] as const)
      .sort(([a], [b]) => a - b),
  }));
  const title = 'Errors on 10,000 test pictures, %';
  const chart = {
    title,
    xLabel: 'training pictures',
    xLogFrom: Math.min(...SIZES.map(({ train }) => train)),
    series: series.filter(({ points }) => points.length > 0),
  };
  writeChart(values.out, NAME, lineChart({ ...chart, width: 480, height: 280 }));
}

function print(): void {
  const percent = (value: number): string => (100 * value).toFixed(2);
  const rows = results.map((result) => [
    `${result.size}, ${result.model}`,
    percent(result.test),
    percent(result.validation),
    result.updates.toLocaleString('en'),
    result.parameters.toLocaleString('en'),
    String(result.processorSeconds),
  ]);
  const header = ['pictures, model', 'test', 'validation', 'updates', 'parameters', 'processor seconds'];
  console.log(table(header, rows));
}
