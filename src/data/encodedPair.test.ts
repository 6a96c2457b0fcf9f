import { expect, it } from 'vitest';
import { encodePair, pairLengths } from './encodedPair.ts';
import { WordTokenizer } from './wordTokenizer.ts';

it('puts each side between its begin and its end', () => {
  const tokenizer = WordTokenizer.train(['a b', 'c']);
  const [a, b, c] = tokenizer.encode('a b c');
  const pair = encodePair({ source: 'a b', target: 'c' }, tokenizer);
  expect(pair).toEqual({ source: [1, a, b, 2], target: [1, c, 2] });
  expect(pairLengths(pair)).toEqual([4, 3]);
});
