import { DataError, ValueError } from '../tensor/errors.ts';
import { countItems } from './countItems.ts';
import { METASPACE } from './metaspace.ts';
import { SPECIAL_TOKENS } from './tokenizer.ts';
import { tokenizerJson, vocabJson } from './tokenizerJson.ts';
import { VocabularyTokenizer } from './vocabularyTokenizer.ts';
import { joinWords, splitWords, WORD_PATTERN } from './words.ts';

/** The same words as `splitWords`; there is no decoder with the rules of `joinWords`, so other readers join by spaces. */
export const wordPipeline = {
  normalizer: { type: 'NFKC' },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Metaspace', replacement: METASPACE, prepend_scheme: 'always', split: false },
      { type: 'Split', pattern: { Regex: WORD_PATTERN }, behavior: 'Removed', invert: true },
    ],
  },
  decoder: null,
};

export interface WordOptions {
  /** The most tokens, specials included; the most frequent words are kept. */
  maxSize?: number;
  /** A word seen less often is unknown. */
  minFrequency?: number;
}

/** Whole words and punctuation marks; what is not in the vocabulary is unknown. */
export class WordTokenizer extends VocabularyTokenizer {
  /**
   * Take the words of the sentences, the most frequent first.
   *
   * @throws ValueError on a bad option; DataError when there is no text.
   */
  static train(
    sentences: Iterable<string>,
    { maxSize = Infinity, minFrequency = 1 }: WordOptions = {},
  ): WordTokenizer {
    if (!(maxSize > SPECIAL_TOKENS.length)) {
      throw new ValueError(
        `WordTokenizer.train: maxSize must be above ${SPECIAL_TOKENS.length}; got ${maxSize}`,
      );
    }
    const counts = [...countItems(sentences, splitWords)];
    if (counts.length === 0) throw new DataError('WordTokenizer.train: there is no word to learn from');
    const words = counts
      .filter(([, count]) => count >= minFrequency)
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, maxSize - SPECIAL_TOKENS.length)
      .map(([word]) => word);
    const vocab = vocabJson([...SPECIAL_TOKENS, ...words]);
    return new WordTokenizer(tokenizerJson(wordPipeline, { type: 'WordLevel', vocab, unk_token: '<unk>' }));
  }

  encode(text: string): number[] {
    return splitWords(text).map((word) => this.idOf(word));
  }

  decode(ids: Iterable<number>): string {
    return joinWords(this.textTokens(ids));
  }

  wordGroups(ids: Iterable<number>): number[][] {
    return Array.from(ids, (_, place) => [place]);
  }
}
