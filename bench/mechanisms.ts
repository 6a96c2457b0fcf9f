// What efficient mechanisms save: time beside exact attention, and beside what their counted multiply-adds promise, on one thread.
import { parseArgs } from 'node:util';
import { type Mechanism, mechanismFor } from '../src/attention/index.ts';
import { buildNames } from '../src/runtime/builds.ts';
import { type BuildName, configure, getEngine } from '../src/runtime/index.ts';
import { Rng, randomNormal, requireGrad, type Tensor, tidy } from '../src/tensor/index.ts';
import { describeMachine } from './machine.ts';
import { B, contenders, E, exact, H } from './mechanisms/contenders.ts';
import { type Times, timeMechanism } from './mechanisms/timeMechanism.ts';
import { figure, resultsFolder, table, writeJson } from './output.ts';

const help = `Usage: node bench/mechanisms.ts [build] [--only TEXT] [--lengths 4096,16384] [--rounds 5]

Times mechanisms forward, and forward and backward, beside exact attention, prints a table for each length, and writes
bench/results/mechanisms-<build>.json, unless --only chooses those with TEXT in their names. Exact attention over 16,384 positions
takes half a minute. build: ${buildNames.join(', ')}; the best that runs here by default.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    only: { type: 'string' },
    lengths: { type: 'string', default: '4096,16384' },
    rounds: { type: 'string', default: '5' },
  },
});
const [asked] = positionals;
if (values.help || (asked !== undefined && !buildNames.includes(asked as BuildName))) {
  console.log(help);
  process.exit(values.help ? 0 : 1);
}
configure({ build: asked as BuildName | undefined, turbo: asked === undefined, threads: 1 });
const { build } = getEngine();
const rounds = Number(values.rounds);
/** From here on exact attention is timed once: it is long enough to be told apart from what disturbs it. */
const LONG = 10_000;

interface Result extends Times {
  readonly name: string;
  readonly L: number;
  readonly multiplyAdds: number;
  /** How many times as fast as exact attention, forward, and forward and backward. */
  readonly timesForward: number;
  readonly timesBoth: number;
  /** How many times fewer multiply-adds. */
  readonly promised: number;
}

function measure(L: number): Result[] {
  return tidy(() => {
    const rng = new Rng(1);
    const draw = (): Tensor => randomNormal([B, H, L, E], rng);
    const inputs = [requireGrad(draw()), requireGrad(draw()), requireGrad(draw()), draw()];
    const workOf = (mechanism: Mechanism) => mechanism.cost({ B, H, L, S: L, E, Ev: E }).multiplyAdds;
    console.error(`exact attention, L = ${L}`);
    const whole = timeMechanism(exact, inputs, L >= LONG ? 1 : rounds);
    const chosen = Object.entries(contenders).filter(([name]) => name.includes(values.only ?? ''));
    return chosen.map(([name, make]) => {
      console.error(`${name}, L = ${L}`);
      const mechanism = mechanismFor(make(L), { numHeads: H, headDim: E, rng });
      const times = timeMechanism(mechanism, inputs, rounds);
      for (const module of mechanism.modules) module.dispose();
      return {
        name,
        L,
        ...times,
        multiplyAdds: workOf(mechanism),
        timesForward: whole.forward / times.forward,
        timesBoth: whole.both / times.both,
        promised: workOf(exact) / workOf(mechanism),
      };
    });
  });
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const machine = { ...describeMachine(), build };
console.log(`${machine.cpu}, Node ${machine.node}, kernels ${build}, one thread; B=${B} H=${H} E=${E}
Times as fast as exact attention, by multiply-adds and by time\n`);
const results: Result[] = [];
for (const L of values.lengths.split(',').map(Number)) {
  const measured = measure(L);
  results.push(...measured);
  console.log(
    table(
      [`L = ${L}`, 'ms, both', 'promised', 'forward', 'share', 'both', 'share'],
      measured.map(({ name, both, promised, timesForward, timesBoth }) => [
        name,
        figure(both),
        figure(promised),
        figure(timesForward),
        percent(timesForward / promised),
        figure(timesBoth),
        percent(timesBoth / promised),
      ]),
    ),
  );
  console.log();
}
if (values.only === undefined) {
  writeJson(resultsFolder, `mechanisms-${build}`, {
    machine,
    setting: { B, H, E, threads: 1, rounds },
    results,
  });
}
