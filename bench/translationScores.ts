// Scoring functions side by side: the same recurrent translator with each of them, and with none, trained for as many updates
// on the same batches from the same seed. A model that is there already is not trained again, so that a stopped run goes on.
//
//   node bench/translationScores.ts FOLDER --source 2 --target 1 --models DIR [--updates N]
//
// FOLDER holds train, valid and test files of tab-separated pairs; DIR takes a model directory for each score.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { splitFile } from '../src/cli/tasks/splitFile.ts';
import { readPairs, type SentencePair } from '../src/data/index.ts';
import { openFile } from '../src/data/node/openFile.ts';
import { configure, getEngine } from '../src/runtime/index.ts';
import { evaluateTranslator, type TranslationSettings, trainTask, translation } from '../src/tasks/index.ts';
import { ModelDirectory } from '../src/tasks/node/index.ts';
import { barChart } from '../src/viz/barChart.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder, table, writeChart, writeJson } from './output.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { type: 'string', default: '1' },
    target: { type: 'string', default: '2' },
    models: { type: 'string' },
    updates: { type: 'string', default: '2500' },
  },
});
const [folder] = positionals;
if (folder === undefined || values.models === undefined) throw new Error('usage: see the head of this file');
configure({ threads: 1, turbo: true });

const SCORES = ['none', 'dot', 'scaledDot', 'bilinear', 'additive'];
const settings: TranslationSettings = {
  ...translation.defaultSettings,
  tokenizer: { kind: 'word', vocabSize: 8000 },
  maxPairTokens: 50,
  length: { updates: Number(values.updates) },
  learningRate: 2e-3,
  warmup: 200,
  schedule: 'linear',
  validateEvery: 1250,
};
const sizes = { kind: 'recurrent', cell: 'gru', embedDim: 128, hiddenDim: 192, dropout: 0.2 };

const pairsOf = async (split: 'train' | 'valid' | 'test'): Promise<SentencePair[]> => {
  const file = await splitFile(folder, split);
  if (file === null) throw new Error(`${folder} has no file for ${split}`);
  const columns = { sourceColumn: Number(values.source), targetColumn: Number(values.target) };
  return (await readPairs(openFile(file), { ...columns, name: file })).pairs;
};
const [train, validation, test] = [await pairsOf('train'), await pairsOf('valid'), await pairsOf('test')];

const results = [];
for (const score of SCORES) {
  const directory = new ModelDirectory(join(values.models, score));
  if (!(await directory.store.has('last'))) await trainWith(score, directory);
  const { update, seconds } = (await directory.store.load('last')).state as {
    update: number;
    seconds: number;
  };
  const translator = await directory.load(translation);
  const { bleu, translations } = await evaluateTranslator(translator, test);
  results.push({
    score,
    parameters: translator.model.countParameters(),
    updates: update,
    seconds: Math.round(seconds),
    sentences: translations.length,
    bleu: bleu.score,
  });
  console.error(`${score}: BLEU ${bleu.score.toFixed(2)}`);
  translator.model.dispose();
}

console.log(
  table(
    ['score', 'parameters', 'seconds', 'BLEU'],
    results.map(({ score, parameters, seconds, bleu }) => [
      score,
      parameters.toLocaleString('en'),
      String(seconds),
      bleu.toFixed(1),
    ]),
  ),
);
const machine = { ...describeMachine(), build: getEngine().build, threads: 1 };
writeJson(resultsFolder, 'translation-scores', { machine, settings: { ...settings, model: sizes }, results });
writeChart(
  resultsFolder,
  'translation-scores',
  barChart({
    title: 'BLEU by scoring function, a small GRU translator',
    series: [{ name: 'BLEU', color: 'first' }],
    groups: results.map(({ score, bleu }) => ({ label: score, values: [bleu] })),
    width: 560,
  }),
);

async function trainWith(score: string, directory: ModelDirectory): Promise<void> {
  const own: TranslationSettings = { ...settings, model: { ...sizes, score } };
  const predictor = translation.prepare(train, own);
  const usable = train.filter((pair) => translation.refuse!(predictor, pair, own) === null);
  await directory.write(translation, predictor, { settings: own });
  const began = performance.now();
  let told = 0;
  await trainTask(translation, {
    predictor,
    train: usable,
    validation,
    settings: own,
    store: directory.store,
    onProgress: (progress) => {
      if (progress.kind !== 'update' || performance.now() - told < 60_000) return;
      told = performance.now();
      const minutes = (told - began) / 60_000;
      console.error(
        `${score}: update ${progress.update}, loss ${progress.loss.toFixed(3)}, ${minutes.toFixed(1)} min`,
      );
    },
  });
  predictor.model.dispose();
}
