import { mean, type Tensor, tidy, ValueError } from '../tensor/index.ts';

/**
 * The mean of what came lately, older values fading by `decay` a step: a baseline for `reinforce`. Take `value` for the loss
 * before `update` with the same rewards, so that it does not depend on the draw.
 *
 * @throws ValueError unless 0 <= decay < 1.
 */
export class MovingAverage {
  readonly decay: number;
  #sum = 0;
  #weight = 0;

  constructor({ decay = 0.9 }: { decay?: number } = {}) {
    if (!(decay >= 0 && decay < 1)) {
      throw new ValueError(`MovingAverage: decay must be at least 0 and below 1; got ${decay}`);
    }
    this.decay = decay;
  }

  /** 0 before the first update; the first values do not count as fading from 0. */
  get value(): number {
    return this.#weight === 0 ? 0 : this.#sum / this.#weight;
  }

  update(values: Tensor): void {
    const latest = tidy(() => mean(values).read()[0]);
    this.#sum = this.decay * this.#sum + (1 - this.decay) * latest;
    this.#weight = this.decay * this.#weight + (1 - this.decay);
  }
}
