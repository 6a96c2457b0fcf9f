import { ValueError } from './errors.ts';

/** What an `Rng` needs to go on where it stopped: four 32-bit words. */
export type RngState = readonly [number, number, number, number];

/** splitmix32: spreads a small seed over all the bits of a state. */
function splitmix32(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x9e3779b9) | 0;
    let t = a ^ (a >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
}

/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, 2018). The same seed gives the same numbers everywhere;
 * `state` and `Rng.from` let a stopped training go on with the very next number.
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed = 0) {
    if (!Number.isSafeInteger(seed)) throw new ValueError(`Rng: the seed must be an integer; got ${seed}`);
    const next = splitmix32(seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b));
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  static from(state: RngState): Rng {
    const rng = new Rng(0);
    rng.state = state;
    return rng;
  }

  get state(): RngState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  set state(state: RngState) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** 32 random bits, as an unsigned integer. */
  bits(): number {
    const x = Math.imul(this.#b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b = (this.#b ^ this.#c) >>> 0;
    this.#a = (this.#a ^ this.#d) >>> 0;
    this.#c = (this.#c ^ t) >>> 0;
    this.#d = ((this.#d << 11) | (this.#d >>> 21)) >>> 0;
    return result;
  }

  /** Uniform in [0, 1), 32 bits fine. */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0 to n - 1. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal, by the Box-Muller transform (the sine half is dropped, so that state is the four words alone). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Fisher-Yates, in place; returns the same array. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }

  /** An independent stream: neither disturbs the other's numbers. */
  fork(): Rng {
    return new Rng(this.bits());
  }
}
