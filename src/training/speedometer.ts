/** A place on the way: updates done, and seconds that they took. */
export interface Milestone {
  readonly update: number;
  readonly seconds: number;
}

/** Where training ends at the latest. */
export interface Budget {
  readonly maxUpdates: number;
  readonly maxSeconds: number;
}

/** Updates that the recent speed reaches back over, or so. */
const WINDOW = 50;

/** How fast a run goes, and how long it will take. */
export class Speedometer {
  readonly #start: Milestone;
  readonly #budget: Budget;
  readonly #total = { tokens: 0, seconds: 0 };
  readonly #recent = { tokens: 0, seconds: 0 };

  constructor(start: Milestone, budget: Budget) {
    this.#start = start;
    this.#budget = budget;
  }

  /** One update: its target tokens, and the seconds of the update alone, without validation and saving. */
  record(tokens: number, seconds: number): void {
    this.#total.tokens += tokens;
    this.#total.seconds += seconds;
    this.#recent.tokens += tokens - this.#recent.tokens / WINDOW;
    this.#recent.seconds += seconds - this.#recent.seconds / WINDOW;
  }

  /** Target tokens a second, lately. */
  get recent(): number {
    return rate(this.#recent);
  }

  /** Target tokens a second, over the whole run. */
  get average(): number {
    return rate(this.#total);
  }

  /** How much of the budget is used up, from 0 to 1. */
  done({ update, seconds }: Milestone): number {
    const { maxUpdates, maxSeconds } = this.#budget;
    return Math.min(1, Math.max(update / maxUpdates, seconds / maxSeconds));
  }

  /** At the pace of this run, validation and saving included. */
  secondsLeft({ update, seconds }: Milestone): number {
    const { maxUpdates, maxSeconds } = this.#budget;
    const secondsPerUpdate = (seconds - this.#start.seconds) / Math.max(1, update - this.#start.update);
    return Math.max(0, Math.min((maxUpdates - update) * secondsPerUpdate, maxSeconds - seconds));
  }
}

function rate({ tokens, seconds }: { tokens: number; seconds: number }): number {
  return seconds === 0 ? 0 : tokens / seconds;
}
