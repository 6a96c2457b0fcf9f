import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './displayWidth.ts';
import { wordColumns } from './wordColumns.ts';

describe('wordColumns', () => {
  it('puts every word over its column, as low as it goes', () => {
    expect(wordColumns(['la', 'voiture', 'rouge', '.'], 4)).toEqual([
      '    voiture', //
      '    │   rouge',
      'la  │   │   .',
    ]);
    expect(wordColumns(['a', 'b', 'c'], 2)).toEqual(['a b c']);
    expect(wordColumns(['日本', '語'], 4)).toEqual(['日本', '│   語']);
  });

  it('leaves in every column exactly one word and then a leader line down to the bottom', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 2, max: 6 }), (given, cell) => {
        const words = given.map((length, i) => 'abcdefghi'[i].repeat(length));
        const lines = wordColumns(words, cell);
        for (const [i, word] of words.entries()) {
          const column = lines.map((line) => line.slice(i * cell));
          const first = column.findIndex((rest) => rest.startsWith(word));
          expect(column[first].split(' ')[0]).toBe(word);
          for (const rest of column.slice(first + 1)) expect(rest.startsWith('│')).toBe(true);
        }
        for (const line of lines)
          expect(displayWidth(line)).toBeLessThanOrEqual((words.length - 1) * cell + 9);
      }),
    );
  });
});
