import { expect, it } from 'vitest';
import { longerThan } from './longerThan.ts';
import { WordTokenizer } from './wordTokenizer.ts';

it('goes by the longer side', () => {
  const rule = longerThan(2, WordTokenizer.train(['a b c']));
  expect(rule({ source: 'a b', target: 'c a' })).toBeUndefined();
  expect(rule({ source: 'a b c', target: 'c' })).toBe('longer than 2 tokens');
  expect(rule({ source: 'a', target: 'c a b' })).toBe('longer than 2 tokens');
});
