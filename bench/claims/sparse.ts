// Why Big Bird has random and global blocks: how many layers it takes until every position hangs on every other, by the kind of
// pattern. Writes bench/results/claim-sparse.json and .svg.
//   node bench/claims/sparse.ts
import {
  attention,
  attentionMap,
  bigBird,
  dilatedWindow,
  longformer,
  or,
  type Pattern,
  randomBlocks,
  scaledDot,
  slidingWindow,
  softmax,
} from '../../src/attention/index.ts';
import { configure } from '../../src/runtime/index.ts';
import { matmul, Rng, randomNormal, tidy } from '../../src/tensor/index.ts';
import type { DataColor } from '../../src/viz/legend.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { resultsFolder, table, writeChart, writeJson } from '../output.ts';
import { graphOf, layersToReachAll, spectralGap } from './attentionGraph.ts';

configure({ threads: 1 });

/** Positions stand for blocks. A query sees nine or eleven, but for global ones and those that are strided. */
const block = { blockSize: 1 } as const;
const kinds: Record<string, { make(n: number, seed: number): Pattern; color: DataColor; dashed?: boolean }> =
  {
    window: { make: () => slidingWindow(4), color: 'quiet' },
    random: {
      make: (_, seed) => or(slidingWindow(0), randomBlocks({ ...block, blocksPerRow: 8, seed })),
      ...{ color: 'second', dashed: true },
    },
    'window and random': {
      make: (_, seed) => or(slidingWindow(1), randomBlocks({ ...block, blocksPerRow: 6, seed })),
      color: 'second',
    },
    Longformer: {
      make: () => longformer({ window: 3, globalTokens: [0, 1] }),
      ...{ color: 'first', dashed: true },
    },
    'Big Bird': {
      make: (_, seed) => bigBird({ ...block, globalBlocks: 2, randomBlocks: 4, seed }),
      color: 'first',
    },
    'strided, √n': {
      make: (n) => or(slidingWindow(Math.sqrt(n) / 2), dilatedWindow(n, { dilation: Math.sqrt(n) })),
      ...{ color: 'quiet', dashed: true },
    },
  };
const lengths = [64, 256, 1024, 4096];
const seeds = [1, 2, 3];

/** Whether real attention, layer on layer, fills its map in just so many layers. */
function fills(pattern: Pattern, n: number, layers: number): boolean {
  return tidy(() => {
    const rng = new Rng(1);
    const [q, k] = [0, 1].map(() => randomNormal([1, n, 8], rng));
    const map = attentionMap(attention({ score: scaledDot(), normalizer: softmax(), pattern }), q, k);
    let reach = map;
    let before = 0;
    for (let layer = 1; layer < layers; layer++) {
      before = reach.read().filter((weight) => weight === 0).length;
      reach = matmul(map, reach);
    }
    return (layers === 1 || before > 0) && reach.read().every((weight) => weight > 0);
  });
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b) / numbers.length;
const results = Object.entries(kinds).flatMap(([kind, { make }]) =>
  lengths.map((n) => {
    const graphs = seeds.map((seed) => graphOf(make(n, seed), n));
    const layers = graphs.map(layersToReachAll);
    if (n === lengths[0] && !seeds.every((seed, i) => fills(make(n, seed), n, layers[i])))
      throw new Error(`${kind}: attention does not fill its map in ${layers} layers`);
    const keys = mean(graphs.map((graph) => mean(graph.map((seen) => seen.length))));
    console.error(`${kind}, ${n}`);
    return { kind, n, keys, layers, gap: mean(graphs.map(spectralGap)) };
  }),
);

const of = (kind: string) => results.filter((result) => result.kind === kind);
const rows = (text: (result: (typeof results)[number]) => string) =>
  Object.keys(kinds).map((kind) => [kind, ...of(kind).map(text)]);
const header = (what: string) => [what, ...lengths.map(String)];
console.log(
  table(
    header('keys a query'),
    rows(({ keys }) => keys.toFixed(1)),
  ),
);
const layersOf = ({ layers }: (typeof results)[number]) =>
  [...new Set(layers)].map((n) => (Number.isFinite(n) ? `${n}` : 'never')).join(', ');
console.log(`\n${table(header('layers, by seed'), rows(layersOf))}`);
console.log(
  `\n${table(
    header('spectral gap'),
    rows(({ gap }) => gap.toExponential(1)),
  )}`,
);
// In layers, null stands for never.
writeJson(resultsFolder, 'claim-sparse', { machine: describeMachine(), seeds, results });
writeChart(
  resultsFolder,
  'claim-sparse',
  lineChart({
    title: 'Layers until every position hangs on every other',
    xLabel: 'positions, or blocks of them',
    series: Object.entries(kinds).map(([name, { color, dashed }]) => ({
      ...{ name, color, dashed },
      points: of(name)
        .filter(({ layers }) => layers.every(Number.isFinite))
        .map(({ n, layers }) => [n, mean(layers)] as const),
    })),
    ...{ logFrom: 1, xLogFrom: lengths[0], width: 860, height: 340 },
  }),
);
