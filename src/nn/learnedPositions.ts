import { add, formatShape, type Rng, ShapeError, slice, type Tensor, tidy } from '../tensor/index.ts';
import { normal } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** Adds a learned vector for each position (Gehring et al., 2017): x [B, L, D] -> [B, L, D]; initially normal. */
export class LearnedPositions extends Module {
  /** [maxLength, D] */
  readonly weight: Parameter;

  constructor({ maxLength, dim, std = 1, rng }: { maxLength: number; dim: number; std?: number; rng: Rng }) {
    super();
    this.weight = new Parameter([maxLength, dim], normal({ std, rng }));
  }

  /**
   * `offset` is the position of the first row: how many came before, when decoding step by step.
   *
   * @throws ShapeError past `maxLength`.
   */
  forward(x: Tensor, { offset = 0 }: { offset?: number } = {}): Tensor {
    const [maxLength] = this.weight.shape;
    const end = offset + x.shape[x.rank - 2];
    if (end > maxLength) {
      throw new ShapeError(
        `LearnedPositions: positions were learned up to maxLength = ${maxLength}; got ${formatShape(x.shape)} ` +
          `(B, L, D) from position ${offset}. Shorten the input, or train with a larger maxLength.`,
      );
    }
    return tidy(() => add(x, slice(this.weight, 0, offset, end)));
  }
}
