import { Module } from '../../../nn/index.ts';
import { Rng, randomNormal, type Tensor } from '../../../tensor/index.ts';

/**
 * Random directions to hash by. They are renewed by calls that learn, and stay for all others: what is shown after a step of
 * training, or evaluated, is then what was computed.
 */
export class Rotations extends Module {
  readonly rng: Rng;
  #seed: number | null = null;

  constructor(rng: Rng) {
    super();
    this.rng = rng;
  }

  /** Others from now on, in training. */
  renew(): void {
    if (this.training) this.#seed = this.rng.bits();
  }

  /** [E, columns], standard normal, the same until they are renewed. */
  draw(headDim: number, columns: number): Tensor {
    this.#seed ??= this.rng.bits();
    return randomNormal([headDim, columns], new Rng(this.#seed));
  }
}
