// Synthesizers beside the dot product, on a task of places and on one of contents. Writes bench/results/claim-synthesizer.json
// and .svg.
//   node bench/claims/synthesizer.ts
import {
  attention,
  denseSynthesizer,
  type Mechanism,
  type MechanismRecipe,
  randomSynthesizer,
  scaledDot,
  softmax,
  synthesizerMixture,
} from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import { barChart } from '../../src/viz/barChart.ts';
import { describeMachine } from '../machine.ts';
import { resultsFolder, table, writeChart, writeJson } from '../output.ts';
import { lookUpTask } from './lookUp.ts';
import { learnPositions, meanCurve, type PositionTask } from './positionTask.ts';

configure({ threads: 1 });

const setting = { length: 16, letters: 12, keys: 8, values: 8, seeds: [1, 2, 3] };
const learning = { dim: 32, heads: 4, layers: 1, batch: 32, updates: 400, lr: 5e-3 };
const { length, letters, keys, values } = setting;

const reversal: PositionTask = {
  vocabulary: letters,
  length,
  draw(rng) {
    const tokens = Array.from({ length }, () => rng.integer(letters));
    return { tokens, targets: tokens.toReversed() };
  },
};

const tasks = { reversal, 'look-up': lookUpTask(keys, values) };
const dense = denseSynthesizer({ maxLength: length, hiddenDim: 8 });
const random = randomSynthesizer({ maxLength: length });
const contestants: Record<string, Mechanism | MechanismRecipe> = {
  'dot product': attention({ score: scaledDot(), normalizer: softmax() }),
  dense,
  random,
  'random, fixed': randomSynthesizer({ maxLength: length, trainable: false }),
  'random, rank 8': randomSynthesizer({ maxLength: length, rank: 8 }),
  'dense + random': synthesizerMixture({ components: [dense, random] }),
  'dot product + random': synthesizerMixture({ components: [scaledDot(), random] }),
  'dot product + dense': synthesizerMixture({ components: [scaledDot(), dense] }),
};

const results = Object.entries(contestants).map(([name, mechanism]) => {
  const scores = Object.entries(tasks).map(([task, positions]) => {
    const runs = setting.seeds.map((seed) => learnPositions(positions, learning, mechanism, seed));
    const accuracies = runs.map(({ curve }) => curve.at(-1)![1]);
    return [task, { parameters: runs[0].parameters, accuracies, curve: meanCurve(runs) }] as const;
  });
  console.log(name, ...scores.map(([, { curve }]) => curve.at(-1)![1].toFixed(3)));
  return { name, tasks: Object.fromEntries(scores) };
});

const right = (name: string, task: string): number =>
  results.find((result) => result.name === name)!.tasks[task].curve.at(-1)![1];
const taskNames = Object.keys(tasks);
const percent = (x: number): string => (100 * x).toFixed(1);
console.log(
  table(
    ['attention', 'parameters', ...taskNames.map((task) => `${task}, %`)],
    results.map(({ name, tasks: { reversal } }) => [
      name,
      String(reversal.parameters),
      ...taskNames.map((task) => percent(right(name, task))),
    ]),
  ),
);
writeJson(resultsFolder, 'claim-synthesizer', {
  machine: describeMachine(),
  setting: { ...setting, learning },
  results,
});
writeChart(
  resultsFolder,
  'claim-synthesizer',
  barChart({
    title: 'Answers that are right on sequences never seen, %; the mean of three seeds',
    series: [
      { name: 'reversal: places', color: 'first' },
      { name: 'look-up: contents', color: 'second' },
    ],
    groups: results.map(({ name }) => ({
      label: name,
      values: taskNames.map((task) => Number(percent(right(name, task)))),
    })),
    width: 860,
  }),
);
