import { readFileSync } from 'node:fs';
import { completeConfig } from '../../../src/models/index.ts';
import { ModelDirectory } from '../../../src/tasks/node/index.ts';
import { translation } from '../../../src/tasks/translation/index.ts';
import { demoModel } from '../demoModel.ts';
import { Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';
import type { DecodingWork } from '../work.ts';
import { besideTorch, type Group, heedRuns, peerRuns, ratioChart, type Unit } from './group.ts';

const tokenRate: Unit = {
  name: 'tokens/s',
  of: ({ resultSize, ms }) => ((resultSize ?? 0) / ms) * 1000,
};

/** Sentences that are translated, spread over those given. */
const SENTENCES = 40;

export const decoding: Group = {
  name: 'decoding',
  summary: 'greedy decoding, one sentence at a time, beside PyTorch with a cache; --model',
  title: 'Greedy decoding, one sentence at a time; PyTorch with a cache',
  unit: tokenRate,
  async contests(settings) {
    const work = await workOf(settings);
    return settings.threads.map((threads) => ({
      label: `${work.sources.length} sentences`,
      threads,
      slowToWarm: true,
      runs: [...heedRuns(settings, threads, work), ...peerRuns(settings, ['torch'], threads, work)],
      pairs: besideTorch(settings).map(({ of, to, series }) => ({ of: to, to: of, series })),
    }));
  },
  chart: (outcomes) =>
    ratioChart('Greedy decoding: times as many tokens a second as PyTorch with a cache', outcomes),
};

async function workOf(settings: Settings): Promise<DecodingWork> {
  const { directory, sentences } = await given(settings);
  const files = new ModelDirectory(directory);
  const { tokenizer } = await files.readUntrained(translation);
  const { padId, bosId, eosId } = tokenizer;
  const model = completeConfig((await files.readSettings(translation)).model);
  const count = Math.min(sentences.length, settings.quick ? 10 : SENTENCES);
  const sources = Array.from({ length: count }, (_, i) => {
    const sentence = sentences[Math.floor((i * sentences.length) / count)];
    return [bosId, ...tokenizer.encode(sentence), eosId];
  });
  return { kind: 'decoding', directory, model, padId, bosId, eosId, sources };
}

async function given(settings: Settings): Promise<{ directory: string; sentences: readonly string[] }> {
  const { model, sentences } = settings;
  if (model === undefined) return demoModel(settings.quick);
  if (sentences === undefined)
    throw new Problem('--model needs --sentences, a file with one sentence a line');
  const lines = readFileSync(sentences, 'utf8').split('\n');
  return { directory: model, sentences: lines.filter((line) => line.trim() !== '') };
}
