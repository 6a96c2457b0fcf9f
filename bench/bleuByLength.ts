// BLEU by length of the source, for models side by side.
//
//   node bench/bleuByLength.ts --data test.tsv.gz --source 2 --target 1 --out bench/results/NAME.json DIR [DIR ...]
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { readPairs } from '../src/data/index.ts';
import { openFile } from '../src/data/node/openFile.ts';
import { corpusBleu } from '../src/metrics/index.ts';
import type { ModelConfig } from '../src/models/index.ts';
import { getEngine } from '../src/runtime/index.ts';
import { ModelDirectory } from '../src/tasks/node/index.ts';
import { evaluateTranslator, translation } from '../src/tasks/translation/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    source: { type: 'string', default: '1' },
    target: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
});
if (values.data === undefined || positionals.length === 0)
  throw new Error('usage: see the head of this file');

/** Words in the source, to and including. */
const BUCKETS = [3, 5, 7, 9, 12, 16, Number.POSITIVE_INFINITY];
const nameOf = (i: number): string =>
  BUCKETS[i] === Number.POSITIVE_INFINITY
    ? `${BUCKETS[i - 1] + 1} and more`
    : `${(BUCKETS[i - 1] ?? 0) + 1} to ${BUCKETS[i]}`;

const { pairs } = await readPairs(openFile(values.data), {
  sourceColumn: Number(values.source),
  targetColumn: Number(values.target),
  name: values.data,
});

interface Result {
  model: ModelConfig;
  parameters: number;
  updates: number;
  seconds: number;
  bleu: number;
  sentencesPerSecond: number;
  byLength: { words: string; sentences: number; bleu: number }[];
}

const results: Result[] = [];
for (const path of positionals) {
  const directory = new ModelDirectory(path);
  const { model } = await directory.readSettings(translation);
  const translator = await directory.load(translation);
  const { bleu, translations, references, sentencesPerSecond } = await evaluateTranslator(translator, pairs);
  const byLength = BUCKETS.map((_, bucket) => {
    const chosen = translations.flatMap(({ source }, i) => {
      const words = source.split(/\s+/).length;
      return BUCKETS.findIndex((most) => words <= most) === bucket ? [i] : [];
    });
    const score = corpusBleu(
      chosen.map((i) => translations[i].target),
      chosen.map((i) => references[i].references),
    ).score;
    return { words: nameOf(bucket), sentences: chosen.length, bleu: score };
  });
  const { updates, seconds } = await trainedFor(directory);
  results.push({
    model,
    parameters: translator.model.countParameters(),
    updates,
    seconds,
    bleu: bleu.score,
    sentencesPerSecond,
    byLength,
  });
}

async function trainedFor(directory: ModelDirectory): Promise<{ updates: number; seconds: number }> {
  const { update, seconds } = (await directory.store.load('last')).state as {
    update: number;
    seconds: number;
  };
  return { updates: update, seconds: Math.round(seconds) };
}

const label = ({ model }: Result): string =>
  `${model.cell ?? model.kind}, score ${model.score ?? 'scaledDot'}`;
console.log(`| source words | sentences | ${results.map(label).join(' | ')} |`);
console.log(`| --- | ---: |${' ---: |'.repeat(results.length)}`);
for (let i = 0; i < BUCKETS.length; i++) {
  const cells = results.map(({ byLength }) => byLength[i].bleu.toFixed(1));
  console.log(`| ${nameOf(i)} | ${results[0].byLength[i].sentences} | ${cells.join(' | ')} |`);
}
console.log(
  `| all | ${results[0].byLength.reduce((n, b) => n + b.sentences, 0)} | ${results.map(({ bleu }) => bleu.toFixed(1)).join(' | ')} |`,
);
if (values.out !== undefined) {
  const machine = { cpu: cpus()[0].model.trim(), node: process.version, build: getEngine().build };
  writeFileSync(values.out, `${JSON.stringify({ machine, results }, null, 2)}\n`);
}
