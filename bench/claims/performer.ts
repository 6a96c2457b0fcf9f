// How near Performers come to softmax attention (Choromanski et al., 2021): the error of the output by the number of features,
// and that of a single kernel value beside what the paper's Lemma 2 predicts. Writes bench/results/claim-performer.json,
// claim-performer.svg and claim-performer-kernel.svg.
//   node bench/claims/performer.ts
import { attention, favorFeatures, linearAttention, scaledDot, softmax } from '../../src/attention/index.ts';
import { gaussianMatrix } from '../../src/attention/mechanisms/linear/gaussianMatrix.ts';
import { configure } from '../../src/runtime/index.ts';
import { mul, Rng, randomNormal, tidy } from '../../src/tensor/index.ts';
import type { DataColor } from '../../src/viz/legend.ts';
import { lineChart, type Series } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { figure, resultsFolder, table, writeChart, writeJson } from '../output.ts';

configure({ threads: 1 });

const E = 64;
const kinds = ['positive', 'trigonometric'] as const;
type Kind = (typeof kinds)[number];
const variants = kinds.flatMap((kind) => [true, false].map((orthogonal) => ({ kind, orthogonal })));
type Variant = (typeof variants)[number];
const nameOf = ({ kind, orthogonal }: Variant) => `${kind}, ${orthogonal ? 'orthogonal' : 'independent'}`;
const looksOf = ({ kind, orthogonal }: Variant): { color: DataColor; dashed: boolean } => ({
  color: kind === 'positive' ? 'first' : 'second',
  dashed: !orthogonal,
});

const output = { H: 2, L: 64, scale: 0.35, draws: 24, features: [16, 32, 64, 128, 256, 512, 1024, 2048] };
const outputErrors = variants.map((variant) => ({
  ...variant,
  errors: output.features.map((numFeatures) => outputError({ ...variant, numFeatures })),
}));
console.log(
  `The output's root mean square error as a part of it, E=${E}, elements of q and k ~ N(0, 0.35²):\n`,
);
console.log(
  table(
    ['features', ...output.features.map(String), 'slope'],
    outputErrors.map(({ errors, ...variant }) => [
      nameOf(variant),
      ...errors.map(figure),
      slope(output.features, errors).toFixed(2),
    ]),
  ),
);

/** Over draws of inputs and directions. */
function outputError(options: Variant & { numFeatures: number }): number {
  const exact = attention({ score: scaledDot(), normalizer: softmax() });
  let sum = 0;
  for (let seed = 0; seed < output.draws; seed++) {
    sum += tidy(() => {
      const rng = new Rng(seed);
      const { H, L, scale } = output;
      const [q, k, v] = [scale, scale, 1].map((factor) => mul(randomNormal([1, H, L, E], rng), factor));
      const mechanism = linearAttention({ featureMap: favorFeatures(options) }).build({
        numHeads: H,
        headDim: E,
        rng,
      });
      const expected = exact(q, k, v).output.read();
      const actual = mechanism(q, k, v).output.read();
      for (const module of mechanism.modules) module.dispose();
      return squares(actual.map((x, i) => x - expected[i])) / squares(expected);
    });
  }
  return Math.sqrt(sum / output.draws);
}

function squares(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, x) => sum + x * x, 0);
}

/** Of a straight line through the logarithms. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [x, y].map((values) => values.map(Math.log));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - ma) * (b[i] - mb))) / mean(a.map((value) => (value - ma) ** 2));
}

// x and y of length 1, from opposite to alike: exp(x · y) from 0.37 to 2.7.
const kernel = {
  features: 256,
  draws: 400,
  length: 1,
  cosines: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
};
const values = kernel.cosines.map((cosine) => Math.exp(kernel.length ** 2 * cosine));
const kernelErrors = variants.map((variant) => ({ ...variant, errors: kernelErrorsOf(variant) }));
const predicted = kinds.map((kind) => ({
  kind,
  errors: kernel.cosines.map((cosine) => predictedError(kind, cosine)),
}));
console.log(`\nThe root mean square error of exp(x · y) as a part of it, ${kernel.features} features:\n`);
console.log(
  table(
    ['exp(x · y)', ...values.map(figure)],
    [
      ...kernelErrors.map(({ errors, ...variant }) => [nameOf(variant), ...errors.map(figure)]),
      ...predicted.map(({ kind, errors }) => [`${kind}, predicted`, ...errors.map(figure)]),
    ],
  ),
);

function kernelErrorsOf({ kind, orthogonal }: Variant): number[] {
  const rng = new Rng(1);
  const sums = kernel.cosines.map(() => 0);
  for (let draw = 0; draw < kernel.draws; draw++) {
    const w = tidy(() => gaussianMatrix(kernel.features, E, { orthogonal, rng }).read());
    kernel.cosines.forEach((cosine, i) => {
      sums[i] += (estimate(kind, w, cosine) / values[i] - 1) ** 2;
    });
  }
  return sums.map((sum) => Math.sqrt(sum / kernel.draws));
}

/** By directions w [m, E], of x along the first axis, and y between it and the second. */
function estimate(kind: Kind, w: ArrayLike<number>, cosine: number): number {
  const r = kernel.length;
  const sine = Math.sqrt(1 - cosine * cosine);
  let sum = 0;
  for (let row = 0; row < kernel.features; row++) {
    const x = r * w[row * E];
    const y = r * (cosine * w[row * E] + sine * w[row * E + 1]);
    sum += kind === 'positive' ? Math.exp(x + y - r * r) : Math.exp(r * r) * Math.cos(x - y);
  }
  return sum / kernel.features;
}

/** Lemma 2 for independent directions. The paper's m trigonometric features are sines and cosines of m directions. */
function predictedError(kind: Kind, cosine: number): number {
  const r2 = kernel.length ** 2;
  const [plus, minus] = [2 * r2 * (1 + cosine), 2 * r2 * (1 - cosine)];
  const value = Math.exp(r2 * cosine);
  const square =
    kind === 'positive'
      ? Math.exp(plus) * value ** 2 * (1 - Math.exp(-plus))
      : (Math.exp(plus) * value ** -2 * (1 - Math.exp(-minus)) ** 2) / 2;
  return Math.sqrt(square / kernel.features) / value;
}

const rounded = <T extends { errors: readonly number[] }>(rows: readonly T[]) =>
  rows.map((row) => ({ ...row, errors: row.errors.map((x) => Number(x.toPrecision(4))) }));
writeJson(resultsFolder, 'claim-performer', {
  machine: describeMachine(),
  E,
  output: { ...output, errors: rounded(outputErrors) },
  kernel: {
    ...kernel,
    values: values.map((x) => Number(x.toPrecision(4))),
    errors: rounded(kernelErrors),
    predicted: rounded(predicted),
  },
});

const guide: Series = {
  name: '1 / √features',
  color: 'quiet',
  points: output.features.map((m) => [m, outputErrors[0].errors[4] * Math.sqrt(256 / m)] as const),
};
writeChart(
  resultsFolder,
  'claim-performer',
  lineChart({
    title: `Performer: relative error of the output, E=${E}`,
    xLabel: 'features',
    series: [
      ...outputErrors.map(
        ({ errors, ...variant }): Series => ({
          name: nameOf(variant),
          ...looksOf(variant),
          points: output.features.map((m, i) => [m, errors[i]] as const),
        }),
      ),
      guide,
    ],
    logFrom: 0.01,
    xLogFrom: 10,
    width: 860,
    height: 360,
  }),
);
writeChart(
  resultsFolder,
  'claim-performer-kernel',
  lineChart({
    title: `Performer: relative error of one kernel value, ${kernel.features} features`,
    xLabel: 'exp(x · y)',
    series: [
      ...kernelErrors.map(
        ({ errors, ...variant }): Series => ({
          name: nameOf(variant),
          ...looksOf(variant),
          points: values.map((value, i) => [value, errors[i]] as const),
        }),
      ),
      ...predicted.map(
        ({ kind, errors }): Series => ({
          name: `${kind}, predicted`,
          color: 'quiet',
          dashed: kind === 'trigonometric',
          points: values.map((value, i) => [value, Math.max(1e-3, errors[i])] as const),
        }),
      ),
    ],
    logFrom: 0.001,
    xLogFrom: 0.3,
    width: 860,
    height: 360,
  }),
);
