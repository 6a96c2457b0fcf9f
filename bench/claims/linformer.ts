// What Linformer (Wang et al., 2020) rests on: attention's maps are nearly of low rank, and a model whose keys are projected to a
// low rank learns nearly as well. Trains small models on masked words; writes bench/results/claim-linformer.json, .svg and
// claim-linformer-rank.svg.
//   node bench/claims/linformer.ts
import { linformer } from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import { Rng } from '../../src/tensor/index.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { figure, resultsFolder, table, writeChart, writeJson } from '../output.ts';
import {
  batchOf,
  lossOfFrequencies,
  MaskedWords,
  readText,
  type Setting,
  trainMaskedWords,
} from './maskedWords.ts';
import { singularValues } from './singularValues.ts';

configure({ threads: 1 });

const setting: Setting = {
  ...{ length: 128, vocabSize: 300, embedDim: 64, numHeads: 4, numLayers: 2 },
  ...{ batch: 8, updates: 3000, learningRate: 2e-3 },
};
const RANKS = [2, 8, 32, 128];
const SEED = 1;
const n = setting.length;
const text = readText(setting.vocabSize);
const frequencies = lossOfFrequencies(text, setting);

/** Shares of the sum of singular values, and of the squares' sum, that the first 1, 2, ... n make up: means over all maps of a layer. */
interface Spectrum {
  readonly values: number[];
  readonly squares: number[];
}

function spectraOf(model: MaskedWords): Spectrum[] {
  const { ids } = batchOf(text.valid, setting, new Rng(9));
  return model.maps(ids).map((maps) => {
    const spectra = spectraOfMaps(maps);
    return { values: meanShares(spectra, 1), squares: meanShares(spectra, 2) };
  });
}

function spectraOfMaps(entries: Float32Array): Float64Array[] {
  const count = entries.length / (n * n);
  return Array.from({ length: count }, (_, i) =>
    singularValues(entries.subarray(i * n * n, (i + 1) * n * n), n),
  );
}

function meanShares(spectra: readonly Float64Array[], power: number): number[] {
  const means = new Array<number>(n).fill(0);
  for (const spectrum of spectra) {
    const total = spectrum.reduce((sum, value) => sum + value ** power, 0);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += spectrum[i] ** power;
      means[i] += sum / total / spectra.length;
    }
  }
  return means;
}

function timed<T>(what: string, run: () => T): T {
  const begin = performance.now();
  const result = run();
  console.log(`${what}: ${Math.round((performance.now() - begin) / 1000)} s`);
  return result;
}

const fresh = new MaskedWords(setting, new Rng(SEED));
const untrained = timed('spectra before training', () => spectraOf(fresh));
fresh.dispose();
const exact = timed('training with exact attention', () => trainMaskedWords(text, setting, SEED));
const trained = timed('spectra after training', () => spectraOf(exact.model));
exact.model.dispose();
const ranks = RANKS.map((rank) => {
  const { model, loss } = timed(`training with rank ${rank}`, () =>
    trainMaskedWords(text, setting, SEED, linformer({ maxLength: n, rank })),
  );
  model.dispose();
  return { rank, loss };
});

const at = [8, 16, 32, 64];
const rows = (name: string, spectra: readonly Spectrum[]) =>
  spectra.map(({ values }, layer) => [
    `${name}, layer ${layer + 1}`,
    ...at.map((i) => figure(values[i - 1])),
  ]);
console.log(
  table(
    ['share of the largest', ...at.map(String)],
    [...rows('untrained', untrained), ...rows('trained', trained)],
  ),
);
console.log(
  table(
    ['rank', 'loss'],
    [
      ...ranks.map(({ rank, loss }) => [`${rank}`, figure(loss)]),
      ['exact', figure(exact.loss)],
      ['frequencies alone', figure(frequencies)],
    ],
  ),
);

const rounded = (spectra: readonly Spectrum[]) =>
  spectra.map(({ values, squares }) => ({
    values: values.map((share) => Number(share.toPrecision(4))),
    squares: squares.map((share) => Number(share.toPrecision(4))),
  }));
writeJson(resultsFolder, 'claim-linformer', {
  machine: describeMachine(),
  setting: { ...setting, seed: SEED },
  spectra: { untrained: rounded(untrained), trained: rounded(trained) },
  loss: { frequencies, exact: exact.loss, ranks },
});
const points = ({ values }: Spectrum) => values.map((share, i) => [i + 1, share] as const);
writeChart(
  resultsFolder,
  'claim-linformer',
  lineChart({
    title: `Attention maps of ${n} positions: share of the sum of singular values in the largest`,
    xLabel: 'singular values',
    series: [
      ...trained.map((spectrum, i) => ({
        ...{ name: `trained, layer ${i + 1}`, color: 'first' as const, dashed: i > 0 },
        points: points(spectrum),
      })),
      ...untrained.map((spectrum, i) => ({
        ...{ name: `untrained, layer ${i + 1}`, color: 'quiet' as const, dashed: i > 0 },
        points: points(spectrum),
      })),
    ],
    width: 860,
    height: 340,
  }),
);
writeChart(
  resultsFolder,
  'claim-linformer-rank',
  lineChart({
    title: `Loss on masked words in sequences of ${n}, by rank of the projection`,
    xLabel: 'rank',
    series: [
      { name: 'Linformer', color: 'first', points: ranks.map(({ rank, loss }) => [rank, loss] as const) },
      {
        name: 'exact',
        color: 'second',
        dashed: true,
        points: [1, RANKS[RANKS.length - 1]].map((rank) => [rank, exact.loss] as const),
      },
    ],
    xLogFrom: 1,
    width: 860,
    height: 340,
  }),
);
