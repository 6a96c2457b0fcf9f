import { Conv1d, Embedding, Module } from '../../nn/index.ts';
import {
  concat,
  expandDims,
  lengthMask,
  max,
  type Rng,
  relu,
  type Tensor,
  tidy,
  ValueError,
  where,
} from '../../tensor/index.ts';
import type { TokenBatch } from '../sequenceToSequence.ts';

export interface CharacterCnnOptions {
  readonly numCharacters: number;
  /** The size of a character's vector. */
  readonly embedDim: number;
  /** How many characters filters look at; odd, so that a window has a middle. */
  readonly widths: readonly number[];
  /** Filters of each width. */
  readonly numFilters: number;
  readonly padId: number;
  readonly rng: Rng;
}

/**
 * A vector for each word from its characters c_1 ... c_n (dos Santos and Zadrozny, 2014): how well each filter fits
 * where in the word it fits best,
 *
 *     max over t from 1 to n of relu(b + sum over k of W_k c_{t+k}),   c_t = 0 outside the word,
 *
 * so that beginnings and ends, next to zeros, tell themselves apart. Ids [W, C] -> [W, widths x numFilters].
 */
export class CharacterCnn extends Module {
  readonly embedding: Embedding;
  readonly convolutions: readonly Conv1d[];
  /** The size of a word's vector. */
  readonly outFeatures: number;

  /** @throws ValueError unless there are widths, all of them odd. */
  constructor({ numCharacters, embedDim, widths, numFilters, padId, rng }: CharacterCnnOptions) {
    super();
    if (widths.length === 0 || widths.some((width) => !(width > 0 && width % 2 === 1))) {
      throw new ValueError(
        `CharacterCnn: widths must be odd numbers, at least one; got ${JSON.stringify(widths)}`,
      );
    }
    this.embedding = new Embedding({
      numEmbeddings: numCharacters,
      embeddingDim: embedDim,
      paddingIdx: padId,
      rng,
    });
    const sizes = { inChannels: embedDim, outChannels: numFilters, rng };
    this.convolutions = widths.map(
      (kernelSize) => new Conv1d({ ...sizes, kernelSize, padding: (kernelSize - 1) / 2 }),
    );
    this.outFeatures = widths.length * numFilters;
  }

  forward({ ids, lengths }: TokenBatch): Tensor {
    return tidy(() => {
      const characters = this.embedding.forward(ids);
      const real = expandDims(lengthMask(lengths, ids.shape[1]), -1);
      // Nothing is below 0 after the ReLU, so that zeros past the end win nowhere.
      const fits = this.convolutions.map((layer) => max(where(real, relu(layer.forward(characters)), 0), 1));
      return concat(fits, -1);
    });
  }
}
