import { init, Module, Parameter } from '../../../nn/index.ts';
import { keep, randomNormal, slice, type Tensor } from '../../../tensor/index.ts';
import type { AttentionShape, MechanismSizes } from '../../mechanism.ts';
import type { Align } from '../../patterns/alignment.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { biasAlone } from './biasAlone.ts';
import { checkSynthesis } from './checkSynthesis.ts';

/**
 * score_ij = R_ij (Tay et al., 2021, random): a matrix for each head, which no input changes, learned or left as it was drawn. All
 * sequences share it, so that it takes H maxLength² numbers and no more.
 */
export class RandomSynthesizerScore extends Module implements Score {
  readonly name = 'randomSynthesizer';
  readonly productDim = 1;
  /** [H, maxLength, maxLength]: query, key. A buffer where it is not learned. */
  readonly matrix: Tensor;
  readonly align: Align;

  constructor({
    maxLength,
    trainable,
    align,
    numHeads,
    rng,
  }: MechanismSizes & { maxLength: number; trainable: boolean; align: Align }) {
    super();
    this.align = align;
    const shape = [numHeads, maxLength, maxLength];
    this.matrix = trainable ? new Parameter(shape, init.normal({ rng })) : keep(randomNormal(shape, rng));
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    const [H, maxLength] = this.matrix.shape;
    const [L, S] = [query.shape[2], key.shape[2]];
    checkSynthesis(this.name, H, maxLength, query, S, L);
    const first = this.align === 'end' ? S - L : 0;
    return biasAlone(query, key, slice(slice(this.matrix, 1, first, first + L), 2, 0, S));
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  biasFloats({ H, L, S }: AttentionShape): number {
    return H * L * S;
  }
}
