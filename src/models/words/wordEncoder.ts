import { Dropout, Embedding, init, Module } from '../../nn/index.ts';
import {
  concat,
  dropout,
  gather,
  greater,
  mul,
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
  /**
   * The probability with which a word's characters are hidden in training. The chances are independent, so that now and then
   * nothing is known of a word, and its neighbours have to do.
   */
  readonly characterDropout: number;
  readonly padId: number;
  readonly unkId: number;
  readonly rng: Rng;
}

/**
 * What is known of each word by itself: its own vector beside that of its characters, [B, L] -> [B, L, D]. In training
 * either may be missing (as words and tags of Dozat and Manning, 2017).
 */
export class WordEncoder extends Module {
  readonly embedding: Embedding;
  readonly characters: CharacterCnn | null;
  readonly dropout: Dropout;
  readonly wordDropout: number;
  readonly characterDropout: number;
  readonly unkId: number;
  readonly rng: Rng;
  /** D */
  readonly outFeatures: number;

  /** @throws ValueError unless wordDropout and characterDropout are at least 0 and below 1. */
  constructor(options: WordEncoderOptions) {
    super();
    const { numWords, embedDim, characters, wordDropout, characterDropout, padId, unkId, rng } = options;
    for (const [name, p] of Object.entries({ wordDropout, characterDropout })) {
      if (p >= 0 && p < 1) continue;
      throw new ValueError(`WordEncoder: ${name} must be at least 0 and below 1; got ${p}`);
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
    this.characterDropout = characterDropout;
    this.unkId = unkId;
    this.rng = rng;
    this.outFeatures = embedDim + (characters?.outFeatures ?? 0);
  }

  forward({ words, spellings, spellingOf }: WordBatch): Tensor {
    return tidy(() => {
      const own = this.embedding.forward(this.training ? this.#forgetSome(words.ids) : words.ids);
      if (this.characters === null) return this.dropout.forward(own);
      const spelled = gather(this.characters.forward(spellings), spellingOf);
      const shown = this.training ? this.#hideSome(spelled) : spelled;
      return this.dropout.forward(concat([own, shown], -1));
    });
  }

  #forgetSome(ids: Tensor): Tensor {
    const kept = greater(dropout(ones(ids.shape), this.wordDropout, this.rng), 0);
    return where(kept, ids, this.unkId);
  }

  /** All of a word's vector or nothing of it. */
  #hideSome(spelled: Tensor): Tensor {
    const [B, L] = spelled.shape;
    return mul(spelled, dropout(ones([B, L, 1]), this.characterDropout, this.rng));
  }
}
