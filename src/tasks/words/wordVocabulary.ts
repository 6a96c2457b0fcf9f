import { CharacterVocabulary, Vocabulary } from '../../data/index.ts';
import { tokenBatch, type WordBatch, type WordContext } from '../../models/index.ts';

/** Characters seen less often are one: the unknown one, so that it is learned as well. */
const MIN_CHARACTER_FREQUENCY = 3;

/** Of a word of more than twice as many characters, those in the middle are passed over: addresses are long. */
const END_CHARACTERS = 12;

export interface WordVocabularyJSON {
  readonly words: readonly string[];
  readonly rareWords: readonly string[];
  readonly characters: readonly string[];
}

/** What a model of words knows of before it reads: words, case aside, and characters. */
export class WordVocabulary {
  /** Words that have a vector of their own. */
  readonly words: Vocabulary;
  /** Those of the training data that do not. */
  readonly rareWords: ReadonlySet<string>;
  readonly characters: CharacterVocabulary;

  /** @throws DataError if there are no words. */
  static of(
    sentences: readonly (readonly string[])[],
    { minFrequency }: { minFrequency: number },
  ): WordVocabulary {
    const spelled = sentences.flat();
    const all = spelled.map(withoutCase);
    const words = Vocabulary.of(all, { minFrequency });
    const rareWords = new Set(all.filter((word) => !words.has(word)));
    const characters = CharacterVocabulary.of(spelled, { minFrequency: MIN_CHARACTER_FREQUENCY });
    return new WordVocabulary({ words, rareWords, characters });
  }

  /** What `toJSON` gave. @throws DataError where it is something else. */
  static fromJSON(json: unknown): WordVocabulary {
    const { words, rareWords, characters } = Object(json) as Record<string, unknown>;
    return new WordVocabulary({
      words: Vocabulary.fromJSON(words),
      rareWords: new Set(Vocabulary.fromJSON(rareWords).items),
      characters: CharacterVocabulary.fromJSON(characters),
    });
  }

  constructor(parts: Pick<WordVocabulary, 'words' | 'rareWords' | 'characters'>) {
    this.words = parts.words;
    this.rareWords = parts.rareWords;
    this.characters = parts.characters;
  }

  /** What a model must fit to read these words. */
  get sizes(): Omit<WordContext, 'rng'> {
    const { words, characters } = this;
    return {
      numWords: words.size,
      numCharacters: characters.size,
      padId: words.padId,
      unkId: words.unkId,
    };
  }

  /** Sentences, of at least a word each, as a model reads them. A word that comes several times is spelled once. */
  batch(sentences: readonly (readonly string[])[]): WordBatch {
    const { padId } = this.words;
    const places = new Map<string, number>();
    const spellingOf = sentences.map((words) =>
      words.map((word) => {
        const place = places.get(word) ?? places.size;
        places.set(word, place);
        return place;
      }),
    );
    const ids = sentences.map((words) => words.map((word) => this.words.idOf(withoutCase(word))));
    const spellings = Array.from(places.keys(), (word) => this.#spell(word));
    return {
      words: tokenBatch(ids, padId),
      spellings: tokenBatch(spellings, padId),
      spellingOf: tokenBatch(spellingOf, 0).ids,
    };
  }

  /** Ids of the characters, case and all. */
  #spell(word: string): number[] {
    const ids = this.characters.encode(word);
    if (ids.length <= 2 * END_CHARACTERS) return ids;
    return [...ids.slice(0, END_CHARACTERS), ...ids.slice(-END_CHARACTERS)];
  }

  /** Whether the word was in the training data, case aside. */
  hasSeen(word: string): boolean {
    const item = withoutCase(word);
    return this.words.has(item) || this.rareWords.has(item);
  }

  toJSON(): WordVocabularyJSON {
    const { words, rareWords, characters } = this;
    return {
      words: words.toJSON(),
      rareWords: [...rareWords],
      characters: characters.toJSON(),
    };
  }
}

function withoutCase(word: string): string {
  return word.toLowerCase();
}
