import { Rng, type RngState } from '../tensor/rng.ts';

/** Batches in an order that can be taken up again, such as `LengthBatches`. */
export interface BatchSource<T, State> {
  next(): readonly T[];
  readonly epochLength: number;
  readonly state: State;
  restore(state: State): void;
}

/** A place in a sequence of batches, and in the chance by which they are changed; plain JSON. */
export interface AugmentedBatchState<State> {
  readonly batches: State;
  readonly rng: RngState;
}

/** The batches of a source with every example changed at random as it is given out, so that no epoch is like another. */
export class AugmentedBatches<T, State> implements BatchSource<T, AugmentedBatchState<State>> {
  readonly #source: BatchSource<T, State>;
  readonly #augment: (example: T, rng: Rng) => T;
  readonly #rng: Rng;

  constructor(source: BatchSource<T, State>, augment: (example: T, rng: Rng) => T, seed: number) {
    this.#source = source;
    this.#augment = augment;
    this.#rng = new Rng(seed);
  }

  get epochLength(): number {
    return this.#source.epochLength;
  }

  next(): T[] {
    return this.#source.next().map((example) => this.#augment(example, this.#rng));
  }

  get state(): AugmentedBatchState<State> {
    return { batches: this.#source.state, rng: this.#rng.state };
  }

  /** Go on where `state` was taken; @throws DataError where the source finds that it is of other data. */
  restore({ batches, rng }: AugmentedBatchState<State>): void {
    this.#source.restore(batches);
    this.#rng.state = rng;
  }
}
