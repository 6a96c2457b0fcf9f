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
    const entries = Object.entries(weights) as [Key, number][];
    let rest = this.#rng.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return entries[entries.length - 1][0];
  }
}
