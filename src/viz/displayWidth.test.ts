import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, truncate } from './displayWidth.ts';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['été', 3],
    ['e\u0301te\u0301', 3],
    ['日本', 4],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝｶｸ', 4],
    ['한국', 4],
    ['\u1112\u1161\u11ab', 2],
    ['。「」', 6],
    ['“…”—', 4],
    ['नमस्ते', 4],
    ['שלום', 4],
    ['zero\u200bwidth', 9],
    ['😀', 2],
    ['👩‍👩‍👧', 2],
    ['👍🏽', 2],
    ['🇫🇷', 2],
    ['❤️', 2],
    ['𠮷', 2],
  ])('%s', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  it('keeps what fits, and otherwise ends in an ellipsis within the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 12 }), (text, width) => {
        const short = truncate(text, width);
        expect(displayWidth(short)).toBeLessThanOrEqual(width);
        expect(displayWidth(text) <= width ? short === text : short.endsWith('…')).toBe(true);
      }),
    );
  });

  it('cuts between characters as people see them', () => {
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('re\u0301sume\u0301', 3)).toBe('re\u0301…');
  });
});
