import { DataError, ValueError } from '../tensor/errors.ts';
import { Rng, type RngState } from '../tensor/rng.ts';
import { type Lengths, packByLength } from './packByLength.ts';

export interface LengthBatchesOptions<T> {
  lengths: Lengths<T>;
  /** The most tokens in a batch, padding included: its longest length times its number of examples. */
  maxTokens: number;
  seed: number;
  /** Examples sorted by length together; more pad less, fewer mix better. */
  poolSize?: number;
}

/** A place in the sequence of batches; plain JSON. */
export interface BatchState {
  epoch: number;
  /** Batches of this epoch that were given out. */
  position: number;
  /** Where the random numbers of this epoch begin. */
  rng: RngState;
  /** How many examples there were, so that a state of other data is noticed. */
  examples: number;
}

/**
 * Batches of examples of like length, without end: each epoch shuffles the examples, cuts them into pools, packs each
 * pool by length within the token budget and shuffles its batches. The same seed gives the same sequence, and `restore`
 * goes on in it where `state` was taken.
 */
export class LengthBatches<T> {
  readonly #examples: readonly T[];
  readonly #options: Required<LengthBatchesOptions<T>>;
  #rng: Rng;
  #epochStart: RngState;
  #epoch = 0;
  #position = 0;
  #batches: T[][];

  /** @throws DataError when there are no examples; ValueError on a budget or pool without room for one. */
  constructor(examples: readonly T[], options: LengthBatchesOptions<T>) {
    if (examples.length === 0) throw new DataError('LengthBatches: there are no examples to make batches of');
    const { poolSize = 4000 } = options;
    if (!Number.isInteger(poolSize) || poolSize < 1) {
      throw new ValueError(`LengthBatches: poolSize must be an integer of at least 1; got ${poolSize}`);
    }
    this.#examples = examples;
    this.#options = { ...options, poolSize };
    this.#rng = new Rng(options.seed);
    this.#epochStart = this.#rng.state;
    this.#batches = this.#drawEpoch();
  }

  /** The epoch of the last batch, from 0. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Batches in the epoch at hand; another may take one more or less, since examples meet otherwise. */
  get epochLength(): number {
    return this.#batches.length;
  }

  next(): T[] {
    if (this.#position === this.#batches.length) {
      this.#epoch++;
      this.#position = 0;
      this.#epochStart = this.#rng.state;
      this.#batches = this.#drawEpoch();
    }
    return this.#batches[this.#position++];
  }

  *[Symbol.iterator](): Generator<T[], never> {
    while (true) yield this.next();
  }

  get state(): BatchState {
    return {
      epoch: this.#epoch,
      position: this.#position,
      rng: this.#epochStart,
      examples: this.#examples.length,
    };
  }

  /**
   * Go on where `state` was taken, given the same examples and options.
   *
   * @throws DataError where the state cannot be of these.
   */
  restore({ epoch, position, rng, examples }: BatchState): void {
    if (examples !== this.#examples.length) {
      throw new DataError(
        `LengthBatches.restore: the state is of ${examples} examples; got ${this.#examples.length}. Is it the same data?`,
      );
    }
    this.#epoch = epoch;
    this.#epochStart = rng;
    this.#rng = Rng.from(rng);
    this.#batches = this.#drawEpoch();
    this.#position = position;
    if (!Number.isInteger(position) || position < 0 || position > this.#batches.length) {
      throw new DataError(
        `LengthBatches.restore: the state is at batch ${position} of an epoch; got an epoch of ${this.#batches.length}. ` +
          'Was the data or maxTokens changed?',
      );
    }
  }

  #drawEpoch(): T[][] {
    const { lengths, maxTokens, poolSize } = this.#options;
    const order = this.#rng.shuffle([...this.#examples]);
    const batches: T[][] = [];
    for (let start = 0; start < order.length; start += poolSize) {
      const pool = packByLength(order.slice(start, start + poolSize), lengths, maxTokens);
      for (const batch of this.#rng.shuffle(pool)) batches.push(batch);
    }
    return batches;
  }
}
