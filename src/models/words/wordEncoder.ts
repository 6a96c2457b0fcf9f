import { Dropout, Embedding, init, Module } from '../../nn/index.ts';
import {
  concat,
  dropout,
  gather,
  greater,
  ones,
  type Rng,
  type Tensor,
  tidy,
  ValueError,
  where,
} from '../../tensor/index.ts';
import type { CharacterCnn } from './characterCnn.ts';
import type { WordBatch } from './wordBatch.ts';

export interface WordEncoderOptions {
  readonly numWords: number;
  /** The size of a word's own vector. */
  readonly embedDim: number;
  /** Null for words that are known by themselves alone. */
  readonly characters: CharacterCnn | null;
  readonly dropout: number;
  /** The probability with which a word is taken for unknown in training, so that its characters have to do. */
  readonly wordDropout: number;
  readonly padId: number;
  readonly unkId: number;
  readonly rng: Rng;
}

/** What is known of each word by itself: its own vector beside that of its characters, [B, L] -> [B, L, D]. */
export class WordEncoder extends Module {
  readonly embedding: Embedding;
  readonly characters: CharacterCnn | null;
  readonly dropout: Dropout;
  readonly wordDropout: number;
  readonly unkId: number;
  readonly rng: Rng;
  /** D */
  readonly outFeatures: number;

  /** @throws ValueError unless 0 <= wordDropout < 1. */
  constructor(options: WordEncoderOptions) {
    super();
    const { numWords, embedDim, characters, wordDropout, padId, unkId, rng } = options;
    if (!(wordDropout >= 0 && wordDropout < 1)) {
      throw new ValueError(`WordEncoder: wordDropout must be at least 0 and below 1; got ${wordDropout}`);
    }
    this.embedding = new Embedding({
      numEmbeddings: numWords,
      embeddingDim: embedDim,
      paddingIdx: padId,
      rng,
    });
    // Small beside what the characters say, so that a rare word's chance beginning does not drown it.
    init.normal({ std: 0.1, rng })(this.embedding.weight);
    this.characters = characters;
    this.dropout = new Dropout({ p: options.dropout, rng });
    this.wordDropout = wordDropout;
    this.unkId = unkId;
    this.rng = rng;
    this.outFeatures = embedDim + (characters?.outFeatures ?? 0);
  }

  forward({ words, spellings, spellingOf }: WordBatch): Tensor {
    return tidy(() => {
      const own = this.embedding.forward(this.training ? this.#forgetSome(words.ids) : words.ids);
      if (this.characters === null) return this.dropout.forward(own);
      const spelled = gather(this.characters.forward(spellings), spellingOf);
      return this.dropout.forward(concat([own, spelled], -1));
    });
  }

  #forgetSome(ids: Tensor): Tensor {
    const kept = greater(dropout(ones(ids.shape), this.wordDropout, this.rng), 0);
    return where(kept, ids, this.unkId);
  }
}
