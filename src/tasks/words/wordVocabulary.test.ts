import { expect, it } from 'vitest';
import { DataError } from '../../tensor/index.ts';
import { WordVocabulary } from './wordVocabulary.ts';

const sentences = [
  ['The', 'cat', 'sat'],
  ['the', 'Cat', 'ran'],
];
const vocabulary = WordVocabulary.of(sentences, { minFrequency: 2 });
const spellings = (...words: string[]): number[][] => {
  const { ids, lengths } = vocabulary.batch([words]).spellings;
  const [, C] = ids.shape;
  const rows = Array.from(ids.read());
  ids.dispose();
  return lengths.map((length, w) => rows.slice(w * C, w * C + length));
};

it('knows words case aside, and those too rare for a vector of their own', () => {
  expect(vocabulary.words.items).toEqual(['cat', 'the']);
  expect([...vocabulary.rareWords]).toEqual(['sat', 'ran']);
  expect(['CAT', 'Ran', 'dog'].map((word) => vocabulary.hasSeen(word))).toEqual([true, true, false]);
});

it('spells each distinct word once, with its case', () => {
  const batch = vocabulary.batch([['cat', 'The', 'cat'], ['dog']]);
  expect(batch.words.lengths).toEqual([3, 1]);
  const { padId, unkId } = vocabulary.words;
  expect(Array.from(batch.words.ids.read())).toEqual([2, 3, 2, unkId, padId, padId]);
  expect(batch.spellings.lengths).toEqual([3, 3, 3]);
  const places = Array.from(batch.spellingOf.read());
  expect([...places.slice(0, 3), places[3]]).toEqual([0, 1, 0, 2]);
  for (const { ids } of [batch.words, batch.spellings]) ids.dispose();
  batch.spellingOf.dispose();
  const [lower, upper] = spellings('the', 'The');
  expect(upper).not.toEqual(lower);
});

it('reads both ends of a long word, and a character hardly seen as unknown', () => {
  const [long, less, short] = spellings(`c${'a'.repeat(50)}t`, `c${'a'.repeat(22)}t`, 'at');
  expect(long).toEqual(less);
  expect(short).toEqual(long.slice(-2));
  expect(spellings('é')).toEqual([[vocabulary.characters.unkId]]);
});

it('comes back from JSON, and refuses what is none', () => {
  const again = WordVocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary.toJSON())));
  expect(again.toJSON()).toEqual(vocabulary.toJSON());
  expect(again.sizes).toEqual(vocabulary.sizes);
  expect(() => WordVocabulary.fromJSON({ words: ['a'] })).toThrow(DataError);
  expect(() => WordVocabulary.fromJSON(null)).toThrow(DataError);
  expect(() => WordVocabulary.of([], { minFrequency: 1 })).toThrow(DataError);
});
