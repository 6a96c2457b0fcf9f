import { describe, expect, it } from 'vitest';
import { tokenizerConformance } from '../../test/conformance/tokenizer.ts';
import { ValueError } from '../tensor/errors.ts';
import { WordTokenizer } from './wordTokenizer.ts';

tokenizerConformance('WordTokenizer', (sentences) => WordTokenizer.train(sentences));

describe('WordTokenizer.train', () => {
  const sentences = ['c b a', 'b a', 'a, c'];
  const words = (tokenizer: WordTokenizer) => Object.keys(tokenizer.toJSON().model.vocab).slice(4);

  it('orders words by frequency, then by name', () => {
    expect(words(WordTokenizer.train(sentences))).toEqual(['a', 'b', 'c', ',']);
  });

  it('keeps the most frequent within maxSize, specials included', () => {
    const tokenizer = WordTokenizer.train(sentences, { maxSize: 6 });
    expect(tokenizer.vocabSize).toBe(6);
    expect(words(tokenizer)).toEqual(['a', 'b']);
    expect(tokenizer.encode('a c b')).toEqual([4, 3, 5]);
  });

  it('leaves out what is rarer than minFrequency', () => {
    expect(words(WordTokenizer.train(sentences, { minFrequency: 3 }))).toEqual(['a']);
  });

  it('refuses a vocabulary without room for words', () => {
    expect(() => WordTokenizer.train(sentences, { maxSize: 4 })).toThrow(ValueError);
  });
});
