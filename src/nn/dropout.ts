import { dropout, type Rng, type Tensor, ValueError } from '../tensor/index.ts';
import { Module } from './module.ts';

/**
 * While training, sets each element to 0 with probability p and scales the others by 1 / (1 - p) (Srivastava et al.,
 * 2014); otherwise does nothing. What is dropped follows from the state of `rng`, which may be shared between layers.
 */
export class Dropout extends Module {
  readonly p: number;
  readonly rng: Rng;

  /** @throws ValueError unless 0 <= p < 1. */
  constructor({ p, rng }: { p: number; rng: Rng }) {
    super();
    if (!(p >= 0 && p < 1)) throw new ValueError(`Dropout: p must be at least 0 and below 1; got ${p}`);
    this.p = p;
    this.rng = rng;
  }

  forward(x: Tensor): Tensor {
    return this.training ? dropout(x, this.p, this.rng) : x;
  }
}
