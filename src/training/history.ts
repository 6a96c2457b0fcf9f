import { ValueError } from '../tensor/index.ts';
import type { Validation } from './trainingTask.ts';

/** One point of the learning curve. */
export interface HistoryEntry {
  readonly update: number;
  /** Seconds of training so far, interruptions left out. */
  readonly seconds: number;
  /** The mean over all target tokens since the entry before. */
  readonly trainLoss: number;
  /** Null where the task has no validation. */
  readonly validLoss: number | null;
  /** Null where a metric was not finite, since JSON has no better word. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** What makes one model better than another: a metric of the validation, or its 'loss'. */
export interface Monitor {
  readonly metric: string;
  readonly mode: 'max' | 'min';
}

export interface HistoryState {
  readonly entries: readonly HistoryEntry[];
  /** Σ loss · count, and Σ count, since the last entry. */
  readonly lossSum: number;
  readonly count: number;
  readonly smoothedLoss: number;
}

/** Updates that the smoothed loss reaches back over, or so. */
const WINDOW = 50;

/** The learning curve as it grows: losses are gathered at each update and become an entry at each validation. */
export class TrainingHistory {
  readonly #monitor: Monitor;
  #entries: HistoryEntry[] = [];
  #lossSum = 0;
  #count = 0;
  #smoothedLoss = 0;

  constructor(monitor: Monitor) {
    this.#monitor = monitor;
  }

  get entries(): readonly HistoryEntry[] {
    return [...this.#entries];
  }

  /** A moving average over updates, for people to watch. */
  get smoothedLoss(): number {
    return this.#smoothedLoss;
  }

  /** The first of the best entries; null while none has a score. */
  get best(): HistoryEntry | null {
    const { metric, mode } = this.#monitor;
    const sign = mode === 'max' ? 1 : -1;
    let best: HistoryEntry | null = null;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const entry of this.#entries) {
      const score = metric === 'loss' ? entry.validLoss : (entry.metrics[metric] ?? null);
      if (score === null || sign * score <= bestScore) continue;
      best = entry;
      bestScore = sign * score;
    }
    return best;
  }

  /** How many entries have come since the best. */
  get entriesSinceBest(): number {
    const { best } = this;
    return this.#entries.length - (best === null ? 0 : this.#entries.indexOf(best) + 1);
  }

  /** The mean loss of one update over `count` target tokens. */
  record(update: number, loss: number, count: number): void {
    this.#lossSum += loss * count;
    this.#count += count;
    this.#smoothedLoss += (loss - this.#smoothedLoss) / Math.min(update, WINDOW);
  }

  /** @throws ValueError if the validation lacks the monitored metric. */
  addEntry(update: number, seconds: number, validation: Validation | null): HistoryEntry {
    const { metric } = this.#monitor;
    const metrics = Object.entries(validation?.metrics ?? {});
    if (validation !== null && metric !== 'loss' && !(metric in validation.metrics)) {
      const known = ['loss', ...metrics.map(([name]) => name)].join(', ');
      throw new ValueError(`Trainer: the monitored metric must be one of ${known}; got ${metric}`);
    }
    const entry = {
      update,
      seconds,
      trainLoss: this.#lossSum / this.#count,
      validLoss: validation?.loss ?? null,
      metrics: Object.fromEntries(
        metrics.map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
      ),
    };
    this.#entries.push(entry);
    this.#lossSum = 0;
    this.#count = 0;
    return entry;
  }

  get state(): HistoryState {
    return {
      entries: this.entries,
      lossSum: this.#lossSum,
      count: this.#count,
      smoothedLoss: this.#smoothedLoss,
    };
  }

  restore({ entries, lossSum, count, smoothedLoss }: HistoryState): void {
    this.#entries = [...entries];
    this.#lossSum = lossSum;
    this.#count = count;
    this.#smoothedLoss = smoothedLoss;
  }
}
