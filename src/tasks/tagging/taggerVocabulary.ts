import { CharacterVocabulary, LabelVocabulary, type TaggedSentence, Vocabulary } from '../../data/index.ts';

/** Characters seen less often are one: the unknown one, so that it is learned as well. */
const MIN_CHARACTER_FREQUENCY = 3;

/** Characters of a word that are looked at; of a longer one, so many at both ends together. */
const MAX_CHARACTERS = 24;

export interface TaggerVocabularyJSON {
  readonly words: readonly string[];
  readonly rareWords: readonly string[];
  readonly characters: readonly string[];
  readonly tags: readonly string[];
}

/** What a tagger knows of before it reads: words, case aside, characters and tags. */
export class TaggerVocabulary {
  /** Words that have a vector of their own. */
  readonly words: Vocabulary;
  /** Those of the training data that do not. */
  readonly rareWords: ReadonlySet<string>;
  readonly characters: CharacterVocabulary;
  readonly tags: LabelVocabulary;

  /** @throws DataError if there are no words. */
  static of(
    sentences: readonly TaggedSentence[],
    { minFrequency }: { minFrequency: number },
  ): TaggerVocabulary {
    const spelled = sentences.flatMap(({ words }) => words);
    const all = spelled.map(aside);
    const words = Vocabulary.of(all, { minFrequency });
    return new TaggerVocabulary({
      words,
      rareWords: new Set(all.filter((word) => !words.has(word))),
      characters: CharacterVocabulary.of(spelled, { minFrequency: MIN_CHARACTER_FREQUENCY }),
      tags: LabelVocabulary.of(sentences.flatMap(({ tags }) => tags)),
    });
  }

  /** What `toJSON` gave. @throws DataError where it is something else. */
  static fromJSON(json: unknown): TaggerVocabulary {
    const { words, rareWords, characters, tags } = Object(json) as Record<string, unknown>;
    return new TaggerVocabulary({
      words: Vocabulary.fromJSON(words),
      rareWords: new Set(Vocabulary.fromJSON(rareWords).items),
      characters: CharacterVocabulary.fromJSON(characters),
      tags: LabelVocabulary.fromJSON(tags),
    });
  }

  constructor(parts: Pick<TaggerVocabulary, 'words' | 'rareWords' | 'characters' | 'tags'>) {
    this.words = parts.words;
    this.rareWords = parts.rareWords;
    this.characters = parts.characters;
    this.tags = parts.tags;
  }

  /** The id of the word, case aside. */
  idOf(word: string): number {
    return this.words.idOf(aside(word));
  }

  /** Ids of the characters, case and all. */
  spell(word: string): number[] {
    const ids = this.characters.encode(word);
    return ids.length <= MAX_CHARACTERS
      ? ids
      : [...ids.slice(0, MAX_CHARACTERS / 2), ...ids.slice(-MAX_CHARACTERS / 2)];
  }

  /** Whether the word was in the training data, case aside. */
  saw(word: string): boolean {
    return this.words.has(aside(word)) || this.rareWords.has(aside(word));
  }

  toJSON(): TaggerVocabularyJSON {
    const { words, rareWords, characters, tags } = this;
    return {
      words: words.toJSON(),
      rareWords: [...rareWords],
      characters: characters.toJSON(),
      tags: tags.toJSON(),
    };
  }
}

/** The word, case aside. */
function aside(word: string): string {
  return word.toLowerCase();
}
