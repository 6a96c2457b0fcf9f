import { init, Module, Parameter } from '../../../nn/index.ts';
import { keep, randomNormal, slice, type Tensor } from '../../../tensor/index.ts';
import { headSizes } from '../../headSizes.ts';
import type { AttentionShape, HeadSizes, MechanismSizes } from '../../mechanism.ts';
import type { Align } from '../../patterns/alignment.ts';
import { requireHeads } from '../../requireHeads.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { biasAlone } from './biasAlone.ts';
import { requirePlaces } from './requirePlaces.ts';

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
    const sizes = headSizes(query, key);
    this.requireSizes(sizes);
    const { L, S } = sizes;
    const first = this.align === 'end' ? S - L : 0;
    return biasAlone(query, key, slice(slice(this.matrix, 1, first, first + L), 2, 0, S));
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  requireSizes({ H, L, S, E }: HeadSizes): void {
    const [numHeads, maxLength] = this.matrix.shape;
    requireHeads(this.name, { numHeads }, H, E);
    requirePlaces(this.name, maxLength, S, L);
  }

  biasFloats({ H, L, S }: AttentionShape): number {
    return H * L * S;
  }
}
