import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../tensor/errors.ts';
import { CharacterVocabulary } from './characterVocabulary.ts';
import { Vocabulary } from './vocabulary.ts';

const words = ['the', 'saw', 'a', 'saw', 'the', 'the', 'b'];

describe('Vocabulary', () => {
  it('has the most frequent words first, after padding and the unknown', () => {
    const vocabulary = Vocabulary.of(words);
    expect(vocabulary.items).toEqual(['the', 'saw', 'a', 'b']);
    expect(vocabulary.size).toBe(6);
    expect(vocabulary.idsOf(['the', 'b', 'The', '<pad>'])).toEqual([2, 5, 1, 1]);
    expect(vocabulary.has('saw')).toBe(true);
    expect(vocabulary.has('see')).toBe(false);
  });

  it('leaves rare words out', () => {
    expect(Vocabulary.of(words, { minFrequency: 2 }).items).toEqual(['the', 'saw']);
    expect(Vocabulary.of(words, { maxSize: 3 }).items).toEqual(['the']);
  });

  it('comes back from JSON', () => {
    const vocabulary = Vocabulary.of(words);
    expect(Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary))).items).toEqual(vocabulary.items);
    for (const json of [['a', 'a'], ['a', 1], { a: 1 }]) {
      expect(() => Vocabulary.fromJSON(json)).toThrow(DataError);
    }
  });

  it('refuses to learn from nothing, and to have no room', () => {
    expect(() => Vocabulary.of([])).toThrow(DataError);
    expect(() => Vocabulary.of(words, { maxSize: 2 })).toThrow(ValueError);
  });
});

describe('CharacterVocabulary', () => {
  it('knows characters, also those beyond 16 bits', () => {
    const vocabulary = CharacterVocabulary.of(['aab', '👍a']);
    expect(vocabulary.toJSON()).toEqual(['a', 'b', '👍']);
    expect(vocabulary.encode('👍bx')).toEqual([4, 3, vocabulary.unkId]);
    expect(vocabulary.size).toBe(5);
    const copy = CharacterVocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
    expect(copy.encode('ab👍')).toEqual([2, 3, 4]);
  });
});
