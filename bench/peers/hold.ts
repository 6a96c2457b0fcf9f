import type { Contest, Outcome, Ratio, Run } from './contest.ts';
import { Problem } from './problem.ts';
import { Answers } from './sameResults.ts';
import type { Side } from './side.ts';
import { type Sides, sideName } from './sides.ts';
import { type Entry, median, type Pace, takeTurns } from './turns.ts';
import { comparable, type Work } from './work.ts';

interface Present extends Run {
  readonly process: Side;
}

/**
 * Compares the results of runs of the same work, then times all runs in turns. Runs whose side is missing are left out;
 * null where that leaves none.
 *
 * @throws Problem if results differ, or a side cannot do the work, or ends.
 */
export async function hold(contest: Contest, sides: Sides, pace: Pace): Promise<Outcome | null> {
  const present: Present[] = [];
  for (const run of contest.runs) {
    const process = await sides.get(run.side);
    if (process !== null) present.push({ ...run, process });
  }
  if (present.length === 0) return null;
  const sizes = contest.check === false ? null : await checkResults(present);

  const entries: Entry[] = [];
  for (const run of present) entries.push(await prepare(run, run.work));
  const warmMs = contest.slowToWarm ? 10 * pace.warmMs : pace.warmMs;
  const times = await takeTurns(entries, { ...pace, warmMs });
  const peaks: (number | null)[] = [];
  for (const { memory, process } of present) peaks.push(memory ? await process.ask({ op: 'peak' }) : null);
  for (const entry of entries) await dispose(entry);

  return {
    label: contest.label,
    threads: contest.threads,
    rounds: times[0].length,
    runs: present.map(({ name, side, work }, i) => ({
      name,
      side: sideName(side),
      work,
      ms: median(times[i]),
      fastest: Math.min(...times[i]),
      slowest: Math.max(...times[i]),
      resultSize: sizes?.[i] ?? null,
      peakBytes: peaks[i],
    })),
    ratios: ratiosOf(contest, present, times),
  };
}

let lastId = 0;

async function prepare({ name, process }: Present, work: Work): Promise<Entry> {
  const id = String(++lastId);
  try {
    await process.ask({ op: 'prepare', id, work });
  } catch (error) {
    throw new Problem(`${name}: ${(error as Error).message}`);
  }
  return { process, id };
}

async function dispose({ process, id }: Entry): Promise<void> {
  await process.ask({ op: 'dispose', id });
}

/** For each run the size of its first result; all runs of the same work have then given the same. */
async function checkResults(runs: readonly Present[]): Promise<number[]> {
  const answers = new Answers();
  const sizes: number[] = [];
  for (const run of runs) {
    const work = comparable(run.work);
    const entry = await prepare(run, work);
    const results = await run.process.ask({ op: 'results', id: entry.id });
    await dispose(entry);
    answers.add(work, { name: run.name, results });
    sizes.push(results[0].size);
  }
  return sizes;
}

function ratiosOf({ pairs }: Contest, runs: readonly Present[], times: readonly number[][]): Ratio[] {
  return pairs.flatMap((pair) => {
    const [of, to] = [pair.of, pair.to].map((name) => runs.findIndex((run) => run.name === name));
    if (of < 0 || to < 0) return [];
    const amounts = (runs[to].amount ?? 1) / (runs[of].amount ?? 1);
    return [{ ...pair, value: median(times[of].map((ms, round) => (ms / times[to][round]) * amounts)) }];
  });
}
