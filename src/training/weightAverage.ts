import { loadTensors, type Module, type Parameter } from '../nn/index.ts';
import {
  addInPlace,
  copy,
  copyInto,
  keep,
  mul,
  noGrad,
  scaleInPlace,
  type Tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';

/**
 * The moving average of a model's parameters over its updates, which is often better than any of them: it lies in the middle of
 * where the noise of batches throws them about (Polyak and Juditsky, 1992). After update t,
 *
 *     average = d average + (1 - d) parameter,   d = min(decay, (1 + t) / (10 + t))
 *
 * so that the first values, which know nothing, are soon forgotten.
 */
export class WeightAverage {
  readonly decay: number;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #averages: ReadonlyMap<string, Tensor>;

  /** @throws ValueError unless 0 < decay < 1. */
  constructor(model: Module, { decay = 0.999 }: { decay?: number } = {}) {
    if (!(decay > 0 && decay < 1)) {
      throw new ValueError(`WeightAverage: decay must be above 0 and below 1; got ${decay}`);
    }
    this.decay = decay;
    this.#parameters = model.namedParameters();
    this.#averages = new Map(
      [...this.#parameters].map(([name, parameter]) => [name, keep(noGrad(() => copy(parameter)))]),
    );
  }

  /** Takes in the parameters as they are after update `t`, from 1. */
  update(t: number): void {
    const d = Math.min(this.decay, (1 + t) / (10 + t));
    noGrad(() =>
      tidy(() => {
        scaleInPlace(this.#averages.values(), d);
        for (const [name, parameter] of this.#parameters)
          addInPlace(this.#averages.get(name)!, mul(parameter, 1 - d));
      }),
    );
  }

  /** Runs `body` with the averages in the places of the parameters. */
  async during<T>(body: () => Promise<T>): Promise<T> {
    this.#exchange();
    try {
      return await body();
    } finally {
      this.#exchange();
    }
  }

  #exchange(): void {
    noGrad(() =>
      tidy(() => {
        for (const [name, parameter] of this.#parameters) {
          const average = this.#averages.get(name)!;
          const before = copy(parameter);
          copyInto(parameter, average);
          copyInto(average, before);
        }
      }),
    );
  }

  /** The averages by the names of their parameters: the tensors themselves, not copies. */
  stateDict(): Map<string, Tensor> {
    return new Map(this.#averages);
  }

  /** @throws DataError if the tensors are not averages of these parameters. */
  loadStateDict(tensors: ReadonlyMap<string, Tensor>): void {
    loadTensors('WeightAverage', [...this.#averages], tensors, true);
  }

  dispose(): void {
    for (const average of this.#averages.values()) average.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
