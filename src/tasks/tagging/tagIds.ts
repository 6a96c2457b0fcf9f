import type { LabelVocabulary, TaggedSentence } from '../../data/index.ts';

/** The ids of a sentence's tags; @throws DataError naming one that is not in the vocabulary, and where it stands. */
export function tagIds({ words, tags, line }: TaggedSentence, vocabulary: LabelVocabulary): number[] {
  return tags.map((tag, i) =>
    vocabulary.idOf(tag, { name: `the sentence with the word "${words[i]}"`, line }),
  );
}
