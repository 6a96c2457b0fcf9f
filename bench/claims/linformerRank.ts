// How near Linformer (Wang et al., 2020) comes to exact attention, by the rank that keys and values are projected to: values are
// looked up on cards, each of them somewhere else in every sequence. Writes bench/results/claim-linformer-look-up.json and .svg.
//   node bench/claims/linformerRank.ts
import {
  attention,
  linformer,
  type Mechanism,
  type MechanismRecipe,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { resultsFolder, table, writeChart, writeJson } from '../output.ts';
import { lookUpTask } from './lookUp.ts';
import { learnPositions, meanCurve } from './positionTask.ts';

configure({ threads: 1 });

const setting = { keys: 16, values: 8, seeds: [1, 2, 3] };
const learning = { dim: 32, heads: 4, layers: 1, batch: 32, updates: 1000, lr: 5e-3 };
const RANKS = [1, 2, 4, 8, 16, 32];
/** Tenths of the updates after which ranks are compared. */
const MOMENTS = [4, 6, 10];
const task = lookUpTask(setting.keys, setting.values);

function learn(name: string, mechanism: Mechanism | MechanismRecipe) {
  const runs = setting.seeds.map((seed) => learnPositions(task, learning, mechanism, seed));
  const curve = meanCurve(runs);
  console.log(name, ...curve.map(([, right]) => right.toFixed(3)));
  return { curve, accuracies: runs.map(({ curve }) => curve.at(-1)![1]) };
}

const exact = learn('exact', attention({ score: scaledDot(), normalizer: softmax() }));
const ranks = RANKS.map((rank) => ({
  rank,
  ...learn(`rank ${rank}`, linformer({ maxLength: task.length, rank })),
}));

const percent = (curve: typeof exact.curve, moment: number): number =>
  Number((100 * curve[moment - 1][1]).toFixed(1));
const updatesAt = (moment: number): string => ((moment * learning.updates) / 10).toLocaleString('en');
console.log(
  table(
    ['rank', ...MOMENTS.map(updatesAt)],
    [...ranks.map(({ rank, curve }) => ({ name: `${rank}`, curve })), { name: 'exact', ...exact }].map(
      ({ name, curve }) => [name, ...MOMENTS.map((moment) => percent(curve, moment).toFixed(1))],
    ),
  ),
);
writeJson(resultsFolder, 'claim-linformer-look-up', {
  machine: describeMachine(),
  setting: { ...setting, learning },
  exact,
  ranks,
});
const last = MOMENTS[MOMENTS.length - 1];
writeChart(
  resultsFolder,
  'claim-linformer-look-up',
  lineChart({
    title: `Values looked up rightly on ${setting.keys} cards, %, by rank of the projection; the mean of three seeds`,
    xLabel: 'rank',
    series: [
      ...MOMENTS.map((moment) => ({
        name: `after ${updatesAt(moment)} updates`,
        color: moment === last ? ('first' as const) : ('second' as const),
        dashed: moment === MOMENTS[0],
        points: ranks.map(({ rank, curve }) => [rank, percent(curve, moment)] as const),
      })),
      {
        name: `exact, after ${updatesAt(last)}`,
        color: 'quiet',
        dashed: true,
        points: [1, task.length].map((rank) => [rank, percent(exact.curve, last)] as const),
      },
    ],
    xLogFrom: 1,
    width: 860,
    height: 340,
  }),
);
