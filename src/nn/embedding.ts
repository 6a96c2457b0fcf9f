import {
  copyInto,
  gather,
  noGrad,
  type Rng,
  slice,
  type Tensor,
  tidy,
  ValueError,
  zeros,
} from '../tensor/index.ts';
import { normal } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

export interface EmbeddingOptions {
  /** V */
  numEmbeddings: number;
  /** D */
  embeddingDim: number;
  /** The id whose vector begins as zeros and gets no gradient from here. */
  paddingIdx?: number | null;
  rng: Rng;
}

/** A vector for each id: ids [...] of int32 -> [..., D]; vectors are initially normal with standard deviation 1. */
export class Embedding extends Module {
  /** [V, D] */
  readonly weight: Parameter;
  readonly paddingIdx: number | null;

  /** @throws ValueError if `paddingIdx` is no id. */
  constructor({ numEmbeddings, embeddingDim, paddingIdx = null, rng }: EmbeddingOptions) {
    super();
    if (
      paddingIdx !== null &&
      !(Number.isInteger(paddingIdx) && paddingIdx >= 0 && paddingIdx < numEmbeddings)
    ) {
      throw new ValueError(
        `Embedding: paddingIdx must be an id from 0 to ${numEmbeddings - 1}; got ${paddingIdx}`,
      );
    }
    this.weight = new Parameter([numEmbeddings, embeddingDim], normal({ rng }));
    this.paddingIdx = paddingIdx;
    if (paddingIdx !== null) zeroRow(this.weight, paddingIdx);
  }

  /** @throws ValueError for an id outside 0 to V - 1. */
  forward(ids: Tensor): Tensor {
    const { weight, paddingIdx } = this;
    return gather(weight, ids, paddingIdx === null ? {} : { paddingIdx });
  }
}

function zeroRow(table: Tensor, row: number): void {
  noGrad(() => tidy(() => copyInto(slice(table, 0, row, row + 1), zeros([1, table.shape[1]]))));
}
