import { expect, it } from 'vitest';
import { shellWord, shellWords } from './shellWord.ts';

it('puts words in quotes where a command line would split or expand them', () => {
  expect(shellWord('data/pairs.tsv')).toBe('data/pairs.tsv');
  expect(shellWord('my data')).toBe('"my data"');
  expect(shellWord('a "b" $c `d`')).toBe('"a \\"b\\" \\$c \\`d\\`"');
  expect(shellWords({ data: 'my data', source: 1, text: 'line' })).toEqual({
    data: '"my data"',
    source: 1,
    text: 'line',
  });
});
