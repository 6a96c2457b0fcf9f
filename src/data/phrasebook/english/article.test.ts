import { expect, it } from 'vitest';
import { fitArticles } from './article.ts';

it.each([
  ['a apple', 'an apple'],
  ['a red apple', 'a red apple'],
  ['he eats a orange and a egg', 'he eats an orange and an egg'],
  ['a American friend', 'an American friend'],
  ['a hour', 'an hour'],
  ['a hundred', 'a hundred'],
  ['a university', 'a university'],
  ['a umbrella', 'an umbrella'],
  ['the pizza and a tree', 'the pizza and a tree'],
])('%s: %s', (words, text) => {
  expect(fitArticles(words)).toBe(text);
});
