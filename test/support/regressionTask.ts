import { Dropout, Linear, type Module, Sequential } from '../../src/nn/index.ts';
import {
  mean,
  noGrad,
  Rng,
  type RngState,
  relu,
  square,
  sub,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';
import type { BatchLoss, ResumableSource, TrainingTask, Validation } from '../../src/training/index.ts';

export interface Examples {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Endless examples of y = x0 - 2 x1 + 3 x2 + noise, of 5 to 8 at a time. */
class Drawn implements ResumableSource<Examples> {
  #rng: Rng;

  constructor(seed: number) {
    this.#rng = new Rng(seed);
  }

  next(): Examples {
    const n = 5 + this.#rng.integer(4);
    const x = Array.from({ length: n }, () => Array.from({ length: 3 }, () => this.#rng.normal()));
    const y = x.map(([a, b, c]) => [a - 2 * b + 3 * c + 0.1 * this.#rng.normal()]);
    return { x: tensor(x), y: tensor(y) };
  }

  get state(): RngState {
    return this.#rng.state;
  }

  restore(state: RngState): void {
    this.#rng = Rng.from(state);
  }
}

/** A small task with all that makes resuming hard: dropout, batches of uneven size, a validation. */
export class RegressionTask implements TrainingTask<Examples> {
  readonly batches = new Drawn(11);
  readonly model: Module & { forward(x: Tensor): Tensor };

  constructor({ dropout = 0.2, seed = 5 } = {}) {
    const rng = new Rng(seed);
    this.model = new Sequential([
      new Linear({ inFeatures: 3, outFeatures: 7, rng }),
      relu,
      new Dropout({ p: dropout, rng }),
      new Linear({ inFeatures: 7, outFeatures: 1, rng }),
    ]);
  }

  loss({ x, y }: Examples): BatchLoss {
    return { loss: mean(square(sub(this.model.forward(x), y))), count: x.shape[0] };
  }

  async validate(): Promise<Validation> {
    const loss = noGrad(() => tidy(() => this.loss(new Drawn(12).next()).loss.read()[0]));
    return { loss, metrics: { fit: -loss } };
  }
}
