import type { TokenizerJSON } from './tokenizerJson.ts';

/** Padding, begin of sentence, end of sentence, unknown: the first four ids of every vocabulary trained here. */
export const SPECIAL_TOKENS = ['<pad>', '<s>', '</s>', '<unk>'] as const;

/** Text to token ids and back. Ids run from 0 to `vocabSize - 1`. */
export interface Tokenizer {
  readonly vocabSize: number;
  readonly padId: number;
  readonly bosId: number;
  readonly eosId: number;
  readonly unkId: number;
  /** Ids of the text alone. What spells out a special is text like any other, so the only special is `unkId`. */
  encode(text: string): number[];
  /** The text of the ids, specials skipped. @throws ValueError on an id outside the vocabulary. */
  decode(ids: Iterable<number>): string;
  /** The pieces that the ids stand for, to be shown: one each. @throws ValueError on an id outside the vocabulary. */
  tokens(ids: Iterable<number>): string[];
  /** Places of neighbouring ids that spell one word or mark together, group by group. */
  wordGroups(ids: Iterable<number>): number[][];
  /** As Hugging Face's `tokenizer.json`; `tokenizerFromJSON` reads it back. */
  toJSON(): TokenizerJSON;
}
