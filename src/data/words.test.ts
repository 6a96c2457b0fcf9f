import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinWords, splitWords } from './words.ts';

it.each([
  ["Salut, l'ami !", ['Salut', ',', "l'", 'ami', '▁!']],
  ["The dogs' tails", ['The', 'dogs', "'", 'tails']],
  ['À 10:30, 1,250.50 €.', ['À', '10:30', ',', '1,250.50', '▁€', '.']],
  ['2 p.m. (U.S.)', ['2', 'p.m', '.', '▁(', 'U.S', '.', ')']],
  ['peut-être - ou pas', ['peut', '-', 'être', '▁-', 'ou', 'pas']],
  ['"a" (b)', ['▁"', 'a', '"', '▁(', 'b', ')']],
  ['a\u00a0\t b\n!', ['a', 'b', '!']],
  ['', []],
])('splits %s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

it.each([
  'Well, "yes" (or "no"), she\'d say.',
  '("Quoted" in brackets) and \'single\' ones',
  'C’est l’été... « Ah bon ? » dit-elle !',
  'peut-être - ou pas',
  'and/or: see #3, me@home.org',
])('joins what it split: %s', (text) => {
  expect(joinWords(splitWords(text))).toBe(text);
});

it('splits what it joined as before', () => {
  const piece = fc.constantFrom(
    'le',
    "l'",
    'ami',
    '3',
    ',',
    '.',
    '▁!',
    '▁(',
    ')',
    '-',
    '▁-',
    '▁"',
    '"',
    '▁«',
    '👍',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const once = splitWords(joinWords(pieces));
      expect(splitWords(joinWords(once))).toEqual(once);
    }),
  );
});
