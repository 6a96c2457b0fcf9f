import { init, Module, Parameter } from '../../../nn/index.ts';
import { expandDims, matmul, mul, reshape, slice, type Tensor, tidy } from '../../../tensor/index.ts';
import { headSizes } from '../../headSizes.ts';
import type { AttentionCost, AttentionShape, HeadSizes, MechanismSizes } from '../../mechanism.ts';
import { requireHeads } from '../../requireHeads.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { biasAlone } from './biasAlone.ts';
import { HeadHidden } from './headHidden.ts';
import { requirePlaces } from './requirePlaces.ts';

/**
 * score_ij = A_i⌊j / b⌋ · B_i(j mod b) (Tay et al., 2021, factorized dense): two networks of the query give a and b numbers with
 * a b = maxLength, so that the last layer has a + b outputs and not a b. In the paper's terms H_A repeats each number of A b times
 * and H_B repeats B as a whole a times. It makes the scores [B, H, L, S].
 */
export class FactorizedDenseScore extends Module implements Score {
  readonly name = 'factorizedDenseSynthesizer';
  readonly productDim = 1;
  readonly hiddenA: HeadHidden;
  readonly hiddenB: HeadHidden;
  /** [H, hiddenDim, a] */
  readonly outputA: Parameter;
  /** [H, hiddenDim, b] */
  readonly outputB: Parameter;

  constructor({
    factors,
    hiddenDim,
    ...sizes
  }: MechanismSizes & { factors: readonly [a: number, b: number]; hiddenDim: number }) {
    super();
    const { numHeads, rng } = sizes;
    const bound = Math.sqrt(3 / hiddenDim);
    const output = (n: number) =>
      new Parameter([numHeads, hiddenDim, n], init.uniform({ low: -bound, high: bound, rng }));
    this.hiddenA = new HeadHidden(sizes, hiddenDim);
    this.hiddenB = new HeadHidden(sizes, hiddenDim);
    this.outputA = output(factors[0]);
    this.outputB = output(factors[1]);
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    this.requireSizes(headSizes(query, key));
    return biasAlone(query, key, this.#bias(query, key.shape[2]));
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  #bias(query: Tensor, S: number): Tensor {
    const [B, H, L] = query.shape;
    const [, , b] = this.outputB.shape;
    const rows = Math.ceil(S / b);
    return tidy(() => {
      const As = tidy(() => matmul(this.hiddenA.forward(query), slice(this.outputA, 2, 0, rows)));
      const Bs = tidy(() => matmul(this.hiddenB.forward(query), this.outputB));
      return slice(reshape(mul(expandDims(As, -1), expandDims(Bs, -2)), [B, H, L, rows * b]), 3, 0, S);
    });
  }

  requireSizes({ H, S, E }: HeadSizes): void {
    const [, , a] = this.outputA.shape;
    const [, , b] = this.outputB.shape;
    requireHeads(this.name, this.hiddenA, H, E);
    requirePlaces(this.name, a * b, S);
  }

  biasFloats({ B, H, L, S }: AttentionShape): number {
    const [, , b] = this.outputB.shape;
    return B * H * L * Math.ceil(S / b) * b;
  }

  cost(shape: AttentionShape): AttentionCost {
    const { B, H, L, S, E, Ev } = shape;
    const [, hiddenDim, b] = this.outputB.shape;
    const outputs = Math.ceil(S / b) + b;
    return {
      multiplyAdds: B * H * L * hiddenDim * (2 * E + outputs),
      bytes: 4 * (this.biasFloats(shape) + B * H * L * Math.max(0, outputs - Ev - 1)),
    };
  }
}
