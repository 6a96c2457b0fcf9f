import { Vocabulary, type VocabularyOptions } from './vocabulary.ts';

/** Characters, as Unicode counts them (code points), and their ids: 0 pads, 1 is unknown. */
export class CharacterVocabulary {
  readonly characters: Vocabulary;

  /** The characters of the words. @throws ValueError on a bad option; DataError where there is none. */
  static of(words: Iterable<string>, options: VocabularyOptions = {}): CharacterVocabulary {
    return new CharacterVocabulary(Vocabulary.of(charactersOf(words), options));
  }

  /** What `toJSON` gave. @throws DataError where it is something else */
  static fromJSON(json: unknown): CharacterVocabulary {
    return new CharacterVocabulary(Vocabulary.fromJSON(json));
  }

  constructor(characters: Vocabulary) {
    this.characters = characters;
  }

  get size(): number {
    return this.characters.size;
  }

  get padId(): number {
    return this.characters.padId;
  }

  get unkId(): number {
    return this.characters.unkId;
  }

  /** An id for each character of the word. */
  encode(word: string): number[] {
    return this.characters.idsOf([...word]);
  }

  toJSON(): readonly string[] {
    return this.characters.toJSON();
  }
}

function* charactersOf(words: Iterable<string>): Generator<string> {
  for (const word of words) yield* word;
}
