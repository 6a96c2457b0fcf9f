import { PriorityQueue } from './priorityQueue.ts';

/** A pair of neighbouring tokens, how often it occurs, and the words that may hold it. */
export interface TokenPair {
  left: number;
  right: number;
  count: number;
  words: readonly number[];
}

/** A pair as it was queued: its count may have changed since. */
interface Candidate {
  pair: number;
  count: number;
  words: readonly number[];
}

/**
 * Pairs of neighbouring tokens, the most frequent first, the lower ids first among equals. A candidate whose count has
 * changed is not looked for: it is put right when it comes to the top.
 */
export class PairQueue {
  readonly #wordCounts: readonly number[];
  /** A pair is the number left * stride + right: numeric order is the order of ids. */
  readonly #stride: number;
  readonly #counts = new Map<number, number>();
  readonly #queue = new PriorityQueue<Candidate>(
    (a, b) => a.count > b.count || (a.count === b.count && a.pair < b.pair),
  );
  #gained = new Map<number, number[]>();

  constructor(wordCounts: readonly number[], stride: number) {
    this.#wordCounts = wordCounts;
    this.#stride = stride;
  }

  /** A pair came up (1) or went away (-1) in a word. Words are reported one after the other. */
  recount(left: number, right: number, word: number, change: 1 | -1): void {
    const pair = left * this.#stride + right;
    this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + change * this.#wordCounts[word]);
    if (change < 0) return;
    const words = this.#gained.get(pair);
    if (!words) this.#gained.set(pair, [word]);
    else if (words[words.length - 1] !== word) words.push(word);
  }

  /** Queue the pairs that came up since the last time. */
  enqueueGained(): void {
    for (const [pair, words] of this.#gained) {
      const count = this.#counts.get(pair)!;
      if (count > 0) this.#queue.push({ pair, count, words });
    }
    this.#gained = new Map();
  }

  /** The most frequent pair of all, taken out. */
  pop(): TokenPair | undefined {
    for (let candidate = this.#queue.pop(); candidate; candidate = this.#queue.pop()) {
      const { pair, words } = candidate;
      const count = this.#counts.get(pair)!;
      if (candidate.count === count) {
        return { left: Math.floor(pair / this.#stride), right: pair % this.#stride, count, words };
      }
      if (count > 0) this.#queue.push({ pair, count, words });
    }
    return undefined;
  }
}
