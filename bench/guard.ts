// Whether the kernels that matter most are still as many times faster than plain JavaScript as they should be, for every
// build that this host runs, each in a process of its own: npm run bench:guard. V8's revectorizer gives up silently, and
// so may a change to a kernel.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildNames, canRevectorize, supports } from '../src/runtime/builds.ts';
import { type BuildName, configure } from '../src/runtime/index.ts';
import { compare, type Timing } from './kernels/compare.ts';
import { unary } from './kernels/elementwise.ts';
import { adam } from './kernels/memory.ts';
import { attentionCase, product } from './kernels/products.ts';
import { table } from './output.ts';

const n = 256;
const cases = {
  product: () => product('A B,', [n, n, n], [n, 1], [n, 1]),
  attention: () => attentionCase(1, 512, 64),
  exp: () => unary('exp', 'Math.exp(x)'),
  adam,
};

/**
 * The least that each must be faster than its naive twin: about half of what it is on a quiet machine. Without the
 * revectorizer, r16's products and attention have a third.
 */
const floors: Record<BuildName, Record<keyof typeof cases, number>> = {
  n8: { product: 12, attention: 10, exp: 4, adam: 2 },
  r8: { product: 15, attention: 12, exp: 5, adam: 2 },
  r16: { product: 30, attention: 24, exp: 5, adam: 2 },
};

const ROUNDS = 7;
/** A busy machine may spoil one try. */
const TRIES = 2;

const { values } = parseArgs({ options: { build: { type: 'string' } } });
if (values.build === undefined) guard();
else measure(values.build as BuildName);

/** In the child: times for all cases, as JSON. */
function measure(build: BuildName): void {
  configure({ build, threads: 1 });
  const timings = Object.entries(cases).map(([name, make]) => [name, compare(make(), ROUNDS)]);
  console.log(JSON.stringify(Object.fromEntries(timings)));
}

function guard(): void {
  const rows: string[][] = [];
  for (const build of buildNames) {
    if (!supports(build) || (build === 'r16' && !canRevectorize())) {
      rows.push([`${build}: does not run on this host`, '', '', '']);
      continue;
    }
    let checks = check(build);
    for (let i = 1; i < TRIES && !checks.every(({ holds }) => holds); i++) checks = check(build);
    for (const { name, times, floor, holds } of checks)
      rows.push([`${build} ${name}`, times.toFixed(1), `${floor}`, holds ? 'holds' : 'COLLAPSED']);
    if (!checks.every(({ holds }) => holds)) process.exitCode = 1;
  }
  console.log('Times as fast as plain JavaScript, and the least that is expected:\n');
  console.log(table(['kernel', 'times', 'least', ''], rows));
}

interface Check {
  readonly name: string;
  readonly times: number;
  readonly floor: number;
  readonly holds: boolean;
}

function check(build: BuildName): Check[] {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--build', build], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(`${build}: a kernel failed; see above`);
  const timings = JSON.parse(child.stdout) as Record<keyof typeof cases, Timing>;
  return Object.entries(timings).map(([name, { naiveNs, kernelNs }]) => {
    const times = naiveNs / kernelNs;
    const floor = floors[build][name as keyof typeof cases];
    return { name, times, floor, holds: times >= floor };
  });
}
