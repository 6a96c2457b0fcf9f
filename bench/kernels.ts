// Each kernel beside a naive twin, in JavaScript but for heads, on one thread: first whether they agree, then how long they take.
import { parseArgs } from 'node:util';
import { buildNames } from '../src/runtime/builds.ts';
import { type BuildName, configure, getEngine } from '../src/runtime/index.ts';
import { barChart } from '../src/viz/barChart.ts';
import { compare } from './kernels/compare.ts';
import { elementwise } from './kernels/elementwise.ts';
import { sparseKernels } from './kernels/entmax.ts';
import { graphKernels } from './kernels/graph.ts';
import { headProjections } from './kernels/heads.ts';
import { memoryKernels } from './kernels/memory.ts';
import { products } from './kernels/products.ts';
import { rotateKernels } from './kernels/rotate.ts';
import { rowKernels } from './kernels/rows.ts';
import { windowKernels } from './kernels/windows.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder, table, writeChart, writeJson } from './output.ts';

const help = `Usage: npm run bench -- [build]

Times every kernel beside a naive twin in JavaScript, prints a table, and writes bench/results/kernels-<build>.json and
.svg. build: ${buildNames.join(', ')}; the best that runs here by default.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h', default: false } },
});
const [asked] = positionals;
if (values.help || (asked !== undefined && !buildNames.includes(asked as BuildName))) {
  console.log(help);
  process.exit(values.help ? 0 : 1);
}
configure({ build: asked as BuildName | undefined, turbo: asked === undefined, threads: 1 });
const { build } = getEngine();

const cases = [
  ...products(),
  ...elementwise(),
  ...rowKernels(),
  ...sparseKernels(),
  ...rotateKernels(),
  ...windowKernels(),
  ...graphKernels(),
  ...memoryKernels(),
  ...headProjections(),
];
const timings = cases.map((kernelCase) => {
  console.error(kernelCase.name);
  return compare(kernelCase);
});
const timesOf = ({ naiveNs, kernelNs }: (typeof timings)[number]): number => naiveNs / kernelNs;

const machine = { ...describeMachine(), build };
console.log(`${machine.cpu}, Node ${machine.node}, kernels ${build}, one thread
Nanoseconds for each element, or for each multiply-add of products\n`);
console.log(
  table(
    ['kernel', 'heed', 'naive', 'times'],
    timings.map((timing) => [
      timing.name,
      timing.kernelNs.toFixed(3),
      timing.naiveNs.toFixed(3),
      timesOf(timing).toFixed(1),
    ]),
  ),
);
writeJson(resultsFolder, `kernels-${build}`, { machine, timings });
writeChart(
  resultsFolder,
  `kernels-${build}`,
  barChart({
    title: `Kernels ${build}: times as fast as their naive twins`,
    series: [{ name: `heed ${build}`, color: 'first' }],
    groups: timings.map((timing) => ({ label: timing.name, values: [timesOf(timing)] })),
    width: 760,
  }),
);
