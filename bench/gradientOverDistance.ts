// How far gradients reach, as networks are initialized: attention beside recurrent networks and convolutions. Writes
// bench/results/gradient-over-distance.json and .svg.
//   node bench/gradientOverDistance.ts
import { configure } from '../src/runtime/index.ts';
import type { DataColor } from '../src/viz/legend.ts';
import { lineChart } from '../src/viz/lineChart.ts';
import { gradientOverDistance } from './distance/gradientOverDistance.ts';
import { CONV_LAYERS, KERNEL_SIZE, networks } from './distance/networks.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder, table, writeChart, writeJson } from './output.ts';

configure({ threads: 1 });

type Name = keyof typeof networks;

const LOOKS: Record<Name, { color: DataColor; dashed?: boolean }> = {
  'self-attention': { color: 'first' },
  GRU: { color: 'second' },
  LSTM: { color: 'second', dashed: true },
  RNN: { color: 'quiet' },
  convolutions: { color: 'quiet', dashed: true },
};

const setting = { distance: 200, dim: 32, sequences: 8, seeds: 20 };
const names = Object.keys(networks) as Name[];
const curves = names.map((name) => ({ name, norms: gradientOverDistance(name, setting) }));

const distances = [0, 1, 5, 10, 20, 32, 50, 100, 200];
console.log(
  table(
    ['distance', ...distances.map(String)],
    curves.map(({ name, norms }) => [name, ...distances.map((at) => norms[at].toExponential(1))]),
  ),
);
const rounded = curves.map(({ name, norms }) => ({
  name,
  norms: norms.map((norm) => Number(norm.toPrecision(4))),
}));
const convolutions = { layers: CONV_LAYERS, kernelSize: KERNEL_SIZE };
writeJson(resultsFolder, 'gradient-over-distance', {
  machine: describeMachine(),
  setting: { ...setting, convolutions },
  curves: rounded,
});
writeChart(
  resultsFolder,
  'gradient-over-distance',
  lineChart({
    title: 'How much the last output hangs on an input before it: length of the gradient, at initialization',
    xLabel: 'steps before',
    series: curves.map(({ name, norms }) => ({
      ...{ name, ...LOOKS[name] },
      points: norms.map((norm, at) => [at, norm] as const),
    })),
    logFrom: 1e-12,
    width: 860,
    height: 340,
  }),
);
