// How time and memory of linear attention (elu + 1) grow with the length, forward and backward, and how they stand to exact
// attention's: node bench/claims/linearScaling.ts. Each length in a process of its own; writes
// bench/results/claim-linear-scaling.json and .svg.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  attention,
  eluFeatures,
  linearAttention,
  type Mechanism,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import { configure, describeHost } from '../../src/runtime/index.ts';
import { backward, Rng, randomNormal, requireGrad, tidy } from '../../src/tensor/index.ts';
import { lineChart } from '../../src/viz/lineChart.ts';
import { describeMachine } from '../machine.ts';
import { figure, resultsFolder, table, writeChart, writeJson } from '../output.ts';

const H = 8;
const LENGTHS = [8192, 16_384, 32_768, 65_536];
const SIZES = [8, 64];
const EXACT_LENGTH = 16_384;

interface Case {
  readonly form: 'linear' | 'causal' | 'exact';
  readonly L: number;
  readonly E: number;
  readonly rounds: number;
}

interface Measured {
  /** Of processor time, the least of all rounds: what others on the machine disturb least. */
  readonly ms: number;
  readonly megabytes: number;
  readonly build: string;
}

const forms: Record<Case['form'], () => Mechanism> = {
  linear: () => linearAttention({ featureMap: eluFeatures() }),
  causal: () => linearAttention({ featureMap: eluFeatures(), causal: true }),
  exact: () => attention({ score: scaledDot(), normalizer: softmax() }),
};

function measure({ form, L, E, rounds }: Case): Measured {
  configure({ turbo: true, threads: 1 });
  const attend = forms[form]();
  const rng = new Rng(1);
  const normal = () => randomNormal([1, H, L, E], rng);
  const inputs = [0, 1, 2].map(() => requireGrad(normal()));
  const g = normal();
  const times = Array.from({ length: rounds }, () =>
    tidy(() => {
      const [q, k, v] = inputs;
      const start = process.cpuUsage();
      backward(attend(q, k, v).output, g);
      const { user, system } = process.cpuUsage(start);
      for (const x of inputs) {
        x.grad?.dispose();
        x.grad = null;
      }
      return (user + system) / 1000;
    }),
  );
  const megabytes = process.resourceUsage().maxRSS / 1024;
  return { ms: Math.min(...times), megabytes, build: describeHost().build };
}

function inProcess(which: Case): Measured {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), JSON.stringify(which)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

if (process.argv[2] !== undefined) {
  console.log(JSON.stringify(measure(JSON.parse(process.argv[2]) as Case)));
} else {
  report();
}

function report(): void {
  const rows = SIZES.flatMap((E) =>
    (['linear', 'causal'] as const).map((form) => ({
      E,
      form,
      measured: LENGTHS.map((L) => ({ L, ...inProcess({ form, L, E, rounds: E === 8 ? 10 : 4 }) })),
    })),
  );
  const exact = inProcess({ form: 'exact', L: EXACT_LENGTH, E: 64, rounds: 1 });
  const name = ({ E, form }: { E: number; form: string }) =>
    `${form === 'causal' ? 'causal' : 'all'}, E=${E}`;
  console.log(
    `Linear attention (elu + 1), forward + backward, B=1, H=${H}, ${exact.build}, one thread: processor time and memory\n`,
  );
  console.log(
    table(
      ['what', ...LENGTHS.map((L) => `L=${L}`)],
      rows.map((row) => [
        name(row),
        ...row.measured.map(({ ms, megabytes }) => `${figure(ms)} ms, ${figure(megabytes)} MB`),
      ]),
    ),
  );
  const [linear] = rows
    .filter(({ E, form }) => E === 64 && form === 'linear')
    .flatMap(({ measured }) => measured.filter(({ L }) => L === EXACT_LENGTH));
  console.log(
    `\nexact at ${EXACT_LENGTH}, E=64: ${figure(exact.ms)} ms, ${figure(exact.ms / linear.ms)} times as long`,
  );
  writeJson(resultsFolder, 'claim-linear-scaling', {
    machine: describeMachine(),
    H,
    rows,
    exact: { L: EXACT_LENGTH, E: 64, ...exact },
  });
  writeChart(
    resultsFolder,
    'claim-linear-scaling',
    lineChart({
      title: 'Linear attention, forward and backward: microseconds a position',
      xLabel: 'length',
      series: rows.map((row) => ({
        name: name(row),
        color: row.E === 64 ? 'first' : 'second',
        dashed: row.form === 'causal',
        points: row.measured.map(({ L, ms }) => [L, (1000 * ms) / L] as const),
      })),
      width: 860,
      height: 320,
    }),
  );
}
