import type { Tensor } from '../../tensor/index.ts';
import type { TokenBatch } from '../sequenceToSequence.ts';

/** Sentences, word by word. A word that comes several times is spelled once. */
export interface WordBatch {
  /** Word ids int32 [B, L], of which lengths[b] are real. */
  readonly words: TokenBatch;
  /** The characters of each distinct word: ids int32 [W, C], none of the W lengths 0. */
  readonly spellings: TokenBatch;
  /** int32 [B, L]: which of the W spellings each word has; anything where there is none. */
  readonly spellingOf: Tensor;
}
