// heed beside PyTorch, onnxruntime-web, jax-js and tfjs, in turns, on the same inputs: npm run bench:peers -- --help
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildNames } from '../src/runtime/builds.ts';
import { HeedError } from '../src/tensor/errors.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder } from './output.ts';
import type { Outcome } from './peers/contest.ts';
import { type Group, rowLabel } from './peers/groups/group.ts';
import { groups } from './peers/groups/index.ts';
import { hold } from './peers/hold.ts';
import { Problem } from './peers/problem.ts';
import { outcomeTable, writeOutcomes } from './peers/report.ts';
import type { Settings } from './peers/settings.ts';
import { type PeerName, peerNames } from './peers/side.ts';
import { Sides } from './peers/sides.ts';
import type { Pace } from './peers/turns.ts';

const cores = cpus().length;
const options = {
  threads: { type: 'string', default: cores > 1 ? '1,2' : '1' },
  builds: { type: 'string', default: 'r8,r16' },
  peers: { type: 'string', default: peerNames.join() },
  rounds: { type: 'string', default: '9' },
  model: { type: 'string' },
  sentences: { type: 'string' },
  out: { type: 'string' },
  long: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const help = `Runs heed and its peers in turns, each in a process of its own. Results of the same work are compared first;
ratios are medians over rounds in which all take their turn.

  npm run bench:peers -- [groups] [options]

Groups, all by default:
${groups.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

Options:
  --threads 1,2      thread counts (${options.threads.default})
  --builds r8,r16    of heed's kernels (${options.builds.default}); r16 is what turbo gives
  --peers a,b        of ${peerNames.join(', ')} (all); or none
  --rounds n         turns that each takes at the most (${options.rounds.default})
  --model dir        a translator that heed has trained, for decoding; with --sentences file, one a line.
                     Without it a small one is trained on the spot
  --long             PyTorch with a mask over 16,384 x 16,384, too: minutes, and some GB
  --quick            small sizes and few rounds, to see that all works: writes no files unless --out is given
  --out dir          where peers-<group>.json and .svg go (bench/results)

PyTorch needs HEED_PYTHON, a Python in which torch is installed; the others need npm ci --prefix bench.

Examples:
  npm run bench:peers -- --quick
  npm run bench:peers -- attention gemm --threads 1
  HEED_PYTHON=.venv/bin/python npm run bench:peers -- window --builds r16 --long
  npm run bench:peers -- decoding --model my-model --sentences french.txt
`;

const list = (text: string): string[] => text.split(',').filter((item) => item !== '' && item !== 'none');

function fail(message: string): never {
  console.error(`${message}\nsee: npm run bench:peers -- --help`);
  process.exit(1);
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    return fail((error as Error).message);
  }
}

function chooseGroups(names: readonly string[]): readonly Group[] {
  const unknown = names.find((name) => groups.every((group) => group.name !== name));
  if (unknown !== undefined) fail(`there is no group "${unknown}"`);
  return groups.filter(({ name }) => names.length === 0 || names.includes(name));
}

const { values, positionals } = parse();
if (values.help) {
  console.log(help);
  process.exit();
}
const chosen = chooseGroups(positionals);
const settings: Settings = {
  threads: list(values.threads).map(Number),
  builds: list(values.builds),
  peers: list(values.peers) as PeerName[],
  quick: values.quick,
  long: values.long,
  model: values.model,
  sentences: values.sentences,
};
if (settings.threads.some((n) => !Number.isInteger(n) || n < 1))
  fail('--threads must be whole numbers from 1');
for (const name of settings.peers) if (!peerNames.includes(name)) fail(`there is no peer "${name}"`);
for (const name of settings.builds)
  if (!buildNames.some((build) => build === name)) fail(`there is no build "${name}"`);
const pace: Pace = values.quick
  ? { rounds: 3, budgetMs: 500, warmMs: 15, turnMs: 5 }
  : { rounds: Number(values.rounds), budgetMs: 60_000, warmMs: 200, turnMs: 60 };
if (!(pace.rounds >= 1)) fail('--rounds must be a whole number from 1');

const machine = describeMachine();
const sides = new Sides();
const problems: string[] = [];
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}
a / b: the time of a as a multiple of b's\n`);
for (const group of chosen) {
  const outcomes = await runGroup(group);
  if (outcomes.length > 0) {
    console.log(`${group.title}\n\n${outcomeTable(group, outcomes)}\n`);
    const folder = values.out ?? (values.quick ? null : resultsFolder);
    if (folder !== null) writeOutcomes(folder, group, outcomes, sides, machine);
  }
  // Each group meets processes as they are at the start, but that takes time.
  if (!values.quick) await sides.close();
}
await sides.close();

for (const [name, about] of sides.about)
  console.log(
    `${name}: ${Object.entries(about)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`,
  );
for (const [name, reason] of sides.missing) console.log(`left out: ${name}: ${reason}`);
for (const problem of problems) console.error(`failed: ${problem}`);
if (problems.length > 0) process.exitCode = 1;

async function runGroup(group: Group): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const contests = (await unlessProblem(group.name, async () => group.contests(settings))) ?? [];
  for (const [i, contest] of contests.entries()) {
    console.error(`${group.name} ${i + 1}/${contests.length}: ${rowLabel(contest)}`);
    const outcome = await unlessProblem(`${group.name}, ${rowLabel(contest)}`, () =>
      hold(contest, sides, pace),
    );
    if (outcome !== null) outcomes.push(outcome);
  }
  return outcomes;
}

async function unlessProblem<T>(what: string, action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    // Of what nobody foresaw, the place is wanted, too.
    if (!(error instanceof Problem || error instanceof HeedError)) console.error(error);
    problems.push(`${what}: ${(error as Error).message}`);
    return null;
  }
}
