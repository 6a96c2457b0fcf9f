import { Module } from '../../../nn/index.ts';
import { Rng, randomNormal, type Tensor } from '../../../tensor/index.ts';

/**
 * Random directions to hash by. Each call that learns gets new ones, all others those that were drawn last: what is shown
 * after a step of training, or evaluated, is then what was computed.
 */
export class Rotations extends Module {
  readonly rng: Rng;
  #seed: number | null = null;

  constructor(rng: Rng) {
    super();
    this.rng = rng;
  }

  /** [E, columns], standard normal. */
  draw(headDim: number, columns: number, learning: boolean): Tensor {
    if (this.#seed === null || (learning && this.training)) this.#seed = this.rng.bits();
    return randomNormal([headDim, columns], new Rng(this.#seed));
  }
}
