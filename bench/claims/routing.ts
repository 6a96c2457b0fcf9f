// What the Routing Transformer (Roy et al., 2021) rests on: clusters of content find keys that a window of positions does not
// reach, for the same multiply-adds, since centroids follow queries and keys. Associative retrieval: pairs of a name and a value, and
// then all names again in another order. Writes bench/results/claim-routing.json and .svg.
//   node bench/claims/routing.ts
import {
  attention,
  type Mechanism,
  type MechanismRecipe,
  routing,
  scaledDot,
  slidingWindow,
  softmax,
} from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import { Rng, tensor } from '../../src/tensor/index.ts';
import type { DataColor } from '../../src/viz/legend.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { resultsFolder, table, writeChart, writeJson } from '../output.ts';
import { accuracy, type Batch, IGNORED, OneLayer, train } from './oneLayer.ts';

configure({ threads: 1 });

const setting = {
  ...{ pairs: 64, names: 128, values: 16, embedDim: 64, numHeads: 4, numClusters: 8, decay: 0.99 },
  ...{
    batch: 16,
    updates: 800,
    learningRate: 2e-3,
    evaluated: 20,
    watchEvery: 100,
  },
};
const { pairs, numClusters, decay } = setting;
const length = 2 * pairs;
/** The value of a name that is asked for. */
const ASKED = setting.values;

function drawFrom(rng: Rng): () => Batch {
  const { batch, names, values } = setting;
  const all = Array.from({ length: names }, (_, name) => name);
  return () => {
    const [ids, given] = [new Int32Array(batch * length), new Int32Array(batch * length).fill(ASKED)];
    const targets = new Int32Array(batch * length).fill(IGNORED);
    for (let b = 0; b < batch; b++) {
      const known = rng.shuffle([...all]).slice(0, pairs);
      const said = new Map(known.map((name) => [name, rng.integer(values)]));
      const asked = rng.shuffle([...known]);
      ids.set([...known, ...asked], b * length);
      given.set(
        known.map((name) => said.get(name)!),
        b * length,
      );
      targets.set(
        asked.map((name) => said.get(name)!),
        b * length + pairs,
      );
    }
    const shape = [batch, length];
    return { ids: [tensor(ids, { shape }), tensor(given, { shape })], targets: tensor(targets, { shape }) };
  };
}

const exactly = { score: scaledDot(), normalizer: softmax() };
/** A window sees as many keys as a cluster has. */
const reach = length / numClusters / 2;
const MECHANISMS: Record<string, Mechanism | MechanismRecipe> = {
  exact: attention(exactly),
  routing: routing({ numClusters, decay }),
  'routing, centroids fixed': routing({ numClusters, decay: 1 }),
  window: attention({ ...exactly, pattern: slidingWindow({ before: reach, after: reach - 1 }) }),
};

const rows = Object.entries(MECHANISMS).map(([name, mechanism]) => {
  const { names, values, embedDim, numHeads, watchEvery, evaluated } = setting;
  const began = performance.now();
  const sizes = { vocabularies: [names, values + 1], numClasses: values, length, embedDim, numHeads };
  const model = new OneLayer({ ...sizes, mechanism, rng: new Rng(1) });
  const curve: (readonly [number, number])[] = [];
  train(model, drawFrom(new Rng(2)), setting, (update) => {
    if (update % watchEvery === 0) curve.push([update, accuracy(model, drawFrom(new Rng(3)), 4)]);
  });
  const share = accuracy(model, drawFrom(new Rng(4)), evaluated);
  model.dispose();
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(name, `${seconds} s`, share.toFixed(3));
  return { name, seconds, accuracy: share, curve };
});

const percent = (share: number) => (100 * share).toFixed(1);
console.log(
  table(
    ['attention', 'values right, %'],
    rows.map(({ name, accuracy }) => [name, percent(accuracy)]),
  ),
);
const rounded = (share: number) => Number(share.toFixed(4));
writeJson(resultsFolder, 'claim-routing', {
  machine: describeMachine(),
  setting: { ...setting, length, windowKeys: 2 * reach },
  rows: rows.map(({ accuracy, curve, ...row }) => ({
    ...row,
    accuracy: rounded(accuracy),
    curve: curve.map(([update, share]) => [update, rounded(share)]),
  })),
});
const LOOKS: readonly { color: DataColor; dashed?: boolean }[] = [
  { color: 'quiet' },
  { color: 'first' },
  { color: 'second' },
  { color: 'second', dashed: true },
];
writeChart(
  resultsFolder,
  'claim-routing',
  lineChart({
    title: 'Values retrieved rightly, %, as training goes on',
    xLabel: 'updates',
    series: rows.map(({ name, curve }, i) => ({
      ...{ name, ...LOOKS[i] },
      points: curve.map(([update, share]) => [update, 100 * share] as const),
    })),
    width: 860,
    height: 340,
  }),
);
