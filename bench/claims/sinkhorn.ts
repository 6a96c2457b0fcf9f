// Sparse Sinkhorn attention where blocks by themselves do not suffice, and the effect of its temperature. Writes
// bench/results/claim-sinkhorn.json and .svg.
//   node bench/claims/sinkhorn.ts
import {
  attention,
  document,
  type Mechanism,
  type MechanismRecipe,
  scaledDot,
  sinkhorn,
  softmax,
} from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import type { DataColor } from '../../src/viz/legend.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { resultsFolder, table, writeChart, writeJson } from '../output.ts';
import { learnPositions, meanCurve, type PositionTask, UNASKED } from './positionTask.ts';

configure({ threads: 1 });

const setting = { blockSize: 8, blocks: 8, letters: 8, seeds: [1, 2, 3] };
const learning = { dim: 32, heads: 2, layers: 2, batch: 32, updates: 400, lr: 3e-3 };

const { blockSize, blocks, letters } = setting;
const length = blockSize * blocks;
const names = blocks / 2;
const blank = names;

/**
 * The first half are blocks that begin with a name of their own, and then letters; the second half the same names in another order,
 * each before blanks, which are to be filled with what stands under the name.
 */
const fillIn: PositionTask = {
  vocabulary: names + 1 + letters,
  length,
  draw(rng) {
    const order = rng.shuffle(Array.from({ length: names }, (_, name) => name));
    const texts = order.map(() =>
      Array.from({ length: blockSize - 1 }, () => blank + 1 + rng.integer(letters)),
    );
    const asked = rng.shuffle([...order]);
    const blanks = new Array<number>(blockSize - 1).fill(blank);
    return {
      tokens: [
        ...order.flatMap((name, i) => [name, ...texts[i]]),
        ...asked.flatMap((name) => [name, ...blanks]),
      ],
      targets: [
        ...new Array<number>(length / 2).fill(UNASKED),
        ...asked.flatMap((name) => [UNASKED, ...texts[order.indexOf(name)]]),
      ],
    };
  },
};

interface Contestant {
  readonly mechanism: Mechanism | MechanismRecipe;
  readonly color: DataColor;
  readonly dashed?: boolean;
}

const dot = { score: scaledDot(), normalizer: softmax() };
const ownBlock = document(Array.from({ length }, (_, i) => Math.floor(i / blockSize)));
const sorted = (temperature: number) => sinkhorn({ blockSize, temperature });
const contestants: Record<string, Contestant> = {
  exact: { mechanism: attention(dot), color: 'quiet' },
  'own block': { mechanism: attention({ ...dot, pattern: ownBlock }), color: 'quiet', dashed: true },
  'Sinkhorn, τ = 0.75': { mechanism: sorted(0.75), color: 'first' },
  'τ = 0.05': { mechanism: sorted(0.05), color: 'second', dashed: true },
  'τ = 0.25': { mechanism: sorted(0.25), color: 'first', dashed: true },
  'τ = 8': { mechanism: sorted(8), color: 'second' },
};

const results = Object.entries(contestants).map(([name, { mechanism }]) => {
  const began = performance.now();
  const runs = setting.seeds.map((seed) => learnPositions(fillIn, learning, mechanism, seed));
  const seconds = (performance.now() - began) / 1000 / runs.length;
  const accuracies = runs.map(({ curve }) => curve.at(-1)![1]);
  console.log(name, accuracies.map((accuracy) => accuracy.toFixed(3)).join(' '));
  return { name, parameters: runs[0].parameters, seconds, accuracies, curve: meanCurve(runs) };
});

console.log(
  table(
    ['attention', 'parameters', 'right, %', 'worst seed', 'best seed'],
    results.map(({ name, parameters, accuracies, curve }) => [
      name,
      String(parameters),
      ...[curve.at(-1)![1], Math.min(...accuracies), Math.max(...accuracies)].map((x) =>
        (100 * x).toFixed(1),
      ),
    ]),
  ),
);
writeJson(resultsFolder, 'claim-sinkhorn', {
  machine: describeMachine(),
  setting: { ...setting, learning },
  results,
});
writeChart(
  resultsFolder,
  'claim-sinkhorn',
  lineChart({
    title: 'Letters filled in rightly, part of all, by temperature τ; the mean of three seeds',
    xLabel: 'updates',
    series: results.map(({ name, curve }) => {
      const { color, dashed } = contestants[name];
      return { name, points: curve, color, dashed };
    }),
    width: 860,
    height: 340,
  }),
);
