import { ValueError } from '../../tensor/errors.ts';
import type { Rng } from '../../tensor/rng.ts';

/** Seeded choices, as the sentence templates make them. */
export class Sampler {
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.#rng.uniform() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.#rng.integer(items.length)];
  }

  /** Two items, the second other than the first. */
  pickTwo<T>(items: readonly T[]): [T, T] {
    const first = this.#rng.integer(items.length);
    const second = (first + 1 + this.#rng.integer(items.length - 1)) % items.length;
    return [items[first], items[second]];
  }

  /** One of the keys, as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    let total = 0;
    for (const key in weights) total += weights[key] ?? 0;
    let rest = this.#rng.uniform() * total;
    for (const key in weights) {
      rest -= weights[key] ?? 0;
      if (rest < 0) return key;
    }
    throw new ValueError('Sampler.weighted: some weight must be above zero');
  }
}
