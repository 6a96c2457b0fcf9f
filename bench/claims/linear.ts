// Linear attention (Katharopoulos et al., 2020) on the paper's first task, in small: to copy a sequence of symbols, as a causal
// language model, beside softmax attention; then what one more position costs each while generating. Writes
// bench/results/claim-linear.json and .svg.
//   node bench/claims/linear.ts
import {
  attention,
  causal,
  eluFeatures,
  favorFeatures,
  linearAttention,
  type Mechanism,
  type MechanismRecipe,
  MultiHeadAttention,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import { TransformerEncoder } from '../../src/models/transformer/encoder.ts';
import { Embedding, Linear, Module, SinusoidalPositions } from '../../src/nn/index.ts';
import { Adam } from '../../src/optim/index.ts';
import { configure } from '../../src/runtime/index.ts';
import {
  backward,
  crossEntropy,
  noGrad,
  Rng,
  randomNormal,
  reshape,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';
import type { DataColor } from '../../src/viz/legend.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { figure, resultsFolder, table, writeChart, writeJson } from '../output.ts';

configure({ threads: 1 });

/** As in the paper's appendix, 10 symbols and a separator, but sequences of 2 x 24 in place of 128 tokens, and two layers. */
const task = {
  symbols: 10,
  length: 24,
  batch: 16,
  updates: 1200,
  embedDim: 64,
  numHeads: 4,
  layers: 2,
  lr: 1e-3,
};
const SEPARATOR = task.symbols;

const exact = () =>
  attention({ score: scaledDot(), normalizer: softmax(), pattern: causal({ align: 'end' }) });
const mechanisms: Record<
  string,
  { make(): Mechanism | MechanismRecipe; color: DataColor; dashed?: boolean }
> = {
  softmax: { make: exact, color: 'second' },
  'linear, elu + 1': {
    make: () => linearAttention({ featureMap: eluFeatures(), causal: true }),
    color: 'first',
  },
  'linear, FAVOR+ with 64 features': {
    make: () => linearAttention({ featureMap: favorFeatures({ numFeatures: 64 }), causal: true }),
    color: 'first',
    dashed: true,
  },
};

class LanguageModel extends Module {
  readonly embedding: Embedding;
  readonly positions: SinusoidalPositions;
  readonly layers: TransformerEncoder;
  readonly head: Linear;

  constructor(mechanism: Mechanism | MechanismRecipe, rng: Rng) {
    super();
    const { embedDim, numHeads } = task;
    this.embedding = new Embedding({ numEmbeddings: task.symbols + 1, embeddingDim: embedDim, rng });
    this.positions = new SinusoidalPositions({ dim: embedDim });
    const sizes = { embedDim, numHeads, feedForwardDim: 2 * embedDim, dropout: 0 };
    this.layers = new TransformerEncoder({ ...sizes, numLayers: task.layers, mechanism, rng });
    this.head = new Linear({ inFeatures: embedDim, outFeatures: task.symbols + 1, rng });
  }

  forward(ids: Tensor): Tensor {
    const x = this.positions.forward(this.embedding.forward(ids), { offset: 0 });
    return this.head.forward(this.layers.forward(x).output);
  }
}

/** w # w: each token from those before; only the copy counts. */
function batch(rng: Rng): { ids: Tensor; next: Tensor } {
  const { length, batch: B, symbols } = task;
  const rows = Array.from({ length: B }, () => {
    const word = Array.from({ length }, () => rng.integer(symbols));
    return [...word, SEPARATOR, ...word];
  });
  const n = 2 * length;
  const next = rows.flatMap((row) => row.slice(1).map((id, i) => (i < length ? -1 : id)));
  return {
    ids: tensor(Int32Array.from(rows.flatMap((row) => row.slice(0, n))), { shape: [B, n] }),
    next: tensor(Int32Array.from(next)),
  };
}

function losses(make: () => Mechanism | MechanismRecipe): number[] {
  const model = new LanguageModel(make(), new Rng(1));
  const optimizer = new Adam(model.parameters(), { lr: task.lr });
  const rng = new Rng(2);
  const result = Array.from({ length: task.updates }, () =>
    tidy(() => {
      const { ids, next } = batch(rng);
      const logits = reshape(model.forward(ids), [next.size, task.symbols + 1]);
      const loss = crossEntropy(logits, next, { ignoreIndex: -1 });
      backward(loss);
      optimizer.step();
      optimizer.zeroGrad();
      return loss.read()[0];
    }),
  );
  optimizer.dispose();
  model.dispose();
  return result;
}

/** Means of 20 updates each. */
const WINDOW = 20;
const curves = Object.entries(mechanisms).map(([name, { make }]) => {
  const all = losses(make);
  const points = Array.from({ length: task.updates / WINDOW }, (_, i) => {
    const part = all.slice(i * WINDOW, (i + 1) * WINDOW);
    return part.reduce((sum, loss) => sum + loss, 0) / WINDOW;
  });
  console.log(
    `${name}: ${points
      .map(figure)
      .filter((_, i) => i % 10 === 9)
      .join(' ')}`,
  );
  return { name, points };
});

const step = { embedDim: 512, numHeads: 8, positions: [100, 1000, 10_000] };

/** Milliseconds of one more position after others: the least of some, which others on the machine disturb least. */
function stepTimes(make: () => Mechanism | MechanismRecipe): number[] {
  const { embedDim, numHeads, positions } = step;
  const rng = new Rng(3);
  const layer = new MultiHeadAttention({ embedDim, numHeads, mechanism: make(), rng });
  const kvCache = layer.startDecoding();
  const run = (n: number): number =>
    tidy(() =>
      noGrad(() => {
        const x = randomNormal([1, n, embedDim], rng);
        const start = performance.now();
        layer.forward(x, x, x, { kvCache });
        return performance.now() - start;
      }),
    );
  const times = positions.map((position) => {
    while (kvCache.length < position) run(Math.min(1000, position - kvCache.length));
    return Math.min(...Array.from({ length: 60 }, () => run(1)));
  });
  kvCache.dispose();
  layer.dispose();
  return times;
}

const steps = Object.entries(mechanisms).map(([name, { make }]) => ({ name, milliseconds: stepTimes(make) }));
console.log(`\nMilliseconds of a step of one layer, D=${step.embedDim}, H=${step.numHeads}, by position:\n`);
console.log(
  table(
    ['position', ...step.positions.map(String)],
    steps.map(({ name, milliseconds }) => [name, ...milliseconds.map(figure)]),
  ),
);

const rounded = (values: readonly number[]) => values.map((x) => Number(x.toPrecision(4)));
writeJson(resultsFolder, 'claim-linear', {
  machine: describeMachine(),
  task,
  losses: curves.map(({ name, points }) => ({ name, every: WINDOW, points: rounded(points) })),
  step,
  stepTimes: steps.map(({ name, milliseconds }) => ({ name, milliseconds: rounded(milliseconds) })),
});
writeChart(
  resultsFolder,
  'claim-linear',
  lineChart({
    title: `Copying ${task.length} symbols: loss`,
    xLabel: 'updates',
    series: curves.map(({ name, points }) => ({
      name,
      color: mechanisms[name].color,
      dashed: mechanisms[name].dashed,
      points: points.map((loss, i) => [(i + 1) * WINDOW, loss] as const),
    })),
    width: 860,
    height: 340,
  }),
);
