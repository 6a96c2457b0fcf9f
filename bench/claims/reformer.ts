// What Reformer (Kitaev et al., 2020, table 2) claims of the duplication task: a layer trained with LSH attention gets it right, and
// at evaluation more rounds of hashing than it was trained with make it better, fewer worse; one trained with exact attention
// loses by hashing. Writes bench/results/claim-reformer.json and .svg.
//   node bench/claims/reformer.ts
import { lsh } from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import { Rng, tensor } from '../../src/tensor/index.ts';
import type { DataColor } from '../../src/viz/legend.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { resultsFolder, table, writeChart, writeJson } from '../output.ts';
import { accuracy, type Batch, IGNORED, OneLayer, train } from './oneLayer.ts';

configure({ threads: 1 });

const setting = {
  ...{ copied: 31, symbols: 32, embedDim: 64, numHeads: 2, bucketSize: 8 },
  ...{ batch: 16, updates: 600, learningRate: 3e-3, evaluated: 40 },
};
const length = 2 * (setting.copied + 1);

/** 0w0w without its last symbol; from the second 0 on the next symbol is to be said. */
function drawFrom(rng: Rng): () => Batch {
  const { batch, copied, symbols } = setting;
  return () => {
    const ids = new Int32Array(batch * length);
    const targets = new Int32Array(batch * length).fill(IGNORED);
    for (let b = 0; b < batch; b++) {
      const word = Array.from({ length: copied }, () => 1 + rng.integer(symbols - 1));
      ids.set([0, ...word, 0, ...word], b * length);
      targets.set(word, b * length + copied + 1);
    }
    const shape = [batch, length];
    return { ids: [tensor(ids, { shape })], targets: tensor(targets, { shape }) };
  };
}

/** Rounds of hashing; 'exact' is one bucket for all, the same shared queries and keys. */
type Rounds = 'exact' | number;

function build(rounds: Rounds, seed: number): OneLayer {
  const { symbols, embedDim, numHeads, bucketSize } = setting;
  const rng = new Rng(seed);
  const hashing =
    rounds === 'exact'
      ? { bucketSize: length, numRounds: 1, numBuckets: 1 }
      : { bucketSize, numRounds: rounds };
  const mechanism = lsh({ ...hashing, causal: true, rng });
  const sizes = { vocabularies: [symbols], numClasses: symbols, length, embedDim, numHeads };
  return new OneLayer({ ...sizes, mechanism, rng });
}

const TRAINED: readonly Rounds[] = ['exact', 4, 2, 1];
const EVALUATED: readonly Rounds[] = ['exact', 8, 4, 2, 1];
const nameOf = (rounds: Rounds) => (rounds === 'exact' ? 'exact' : `LSH-${rounds}`);

const rows = TRAINED.map((rounds) => {
  const began = performance.now();
  const model = build(rounds, 1);
  train(model, drawFrom(new Rng(2)), setting);
  const seconds = Math.round((performance.now() - began) / 1000);
  const accuracies = EVALUATED.map((other) => {
    const judged = build(other, 3);
    judged.loadStateDict(model.stateDict());
    const share = accuracy(judged, drawFrom(new Rng(4)), setting.evaluated);
    judged.dispose();
    return share;
  });
  model.dispose();
  console.log(nameOf(rounds), `${seconds} s`, accuracies.map((share) => share.toFixed(3)).join(' '));
  return { trained: nameOf(rounds), seconds, accuracies };
});

const percent = (share: number) => (100 * share).toFixed(1);
console.log(
  table(
    ['trained with', ...EVALUATED.map(nameOf)],
    rows.map(({ trained, accuracies }) => [trained, ...accuracies.map(percent)]),
  ),
);
writeJson(resultsFolder, 'claim-reformer', {
  machine: describeMachine(),
  setting: { ...setting, length },
  evaluated: EVALUATED.map(nameOf),
  rows: rows.map((row) => ({ ...row, accuracies: row.accuracies.map((share) => Number(share.toFixed(4))) })),
});
const LOOKS: readonly { color: DataColor; dashed?: boolean }[] = [
  { color: 'quiet' },
  { color: 'first' },
  { color: 'second' },
  { color: 'second', dashed: true },
];
writeChart(
  resultsFolder,
  'claim-reformer',
  lineChart({
    title: 'Symbols copied rightly, %, by rounds of hashing at evaluation and in training',
    xLabel: 'rounds at evaluation',
    series: rows.map(({ trained, accuracies }, i) => ({
      ...{ name: `trained ${trained}`, ...LOOKS[i] },
      points: EVALUATED.map((rounds, at) => [rounds, 100 * accuracies[at]] as const)
        .filter((point): point is readonly [number, number] => point[0] !== 'exact')
        .reverse(),
    })),
    width: 860,
    height: 340,
  }),
);
