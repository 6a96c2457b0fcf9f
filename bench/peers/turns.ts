import type { Side } from './side.ts';

export interface Pace {
  /** The most rounds that a contest has, and about how long it may take once warm. */
  readonly rounds: number;
  readonly budgetMs: number;
  /** How long each works before anything is timed. */
  readonly warmMs: number;
  /** How long a side works before it is the next one's turn. */
  readonly turnMs: number;
}

/** Prepared work in the process that does it. */
export interface Entry {
  readonly process: Side;
  readonly id: string;
}

/** Fewer rounds than this say little. */
const MIN_ROUNDS = 3;
/** Threads of the side that has just worked may look for more work for some milliseconds: the next one waits so long. */
const PAUSE_MS = 15;

/** For each entry the milliseconds a call of each round, all taking their turn in every round. */
export async function takeTurns(entries: readonly Entry[], pace: Pace): Promise<number[][]> {
  const calls: number[] = [];
  let roundMs = 0;
  for (const entry of entries) {
    const warm = await warmUp(entry, pace);
    calls.push(warm.calls);
    roundMs += warm.turnMs + PAUSE_MS;
  }
  const rounds = Math.max(MIN_ROUNDS, Math.min(pace.rounds, Math.floor(pace.budgetMs / roundMs)));
  const times = entries.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    // There and back, so that nobody always comes after the same one.
    const order = entries.map((_, i) => (round % 2 === 0 ? i : entries.length - 1 - i));
    for (const i of order) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const { process, id } = entries[i];
      times[i].push(await process.ask({ op: 'time', id, calls: calls[i] }));
    }
  }
  return times;
}

/** Works until compilers have settled, and finds how many calls fill a turn, and how long that then takes. */
async function warmUp(
  { process, id }: Entry,
  { warmMs, turnMs }: Pace,
): Promise<{ calls: number; turnMs: number }> {
  const end = performance.now() + warmMs;
  let calls = 1;
  for (;;) {
    const ms = await process.ask({ op: 'time', id, calls });
    if (performance.now() >= end) {
      const fitting = Math.max(1, Math.round(turnMs / ms));
      return { calls: fitting, turnMs: fitting * ms };
    }
    calls = Math.min(2 * calls, Math.ceil(turnMs / ms));
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
