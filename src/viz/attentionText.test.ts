import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError, ValueError } from '../tensor/errors.ts';
import { renderAttention } from './attentionText.ts';
import { displayWidth } from './displayWidth.ts';

const hello = {
  source: ['Bonjour', 'le', 'monde'],
  target: ['Hello', 'world'],
  weights: [
    [0.8, 0.05, 0.15],
    [0.1, 0.4, 0.5],
  ],
};

const token = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('日本語', 'le', 'été', '👩‍👩‍👧'),
);
const map = fc
  .tuple(fc.array(token, { minLength: 1, maxLength: 60 }), fc.array(token, { minLength: 1, maxLength: 8 }))
  .chain(([source, target]) => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: source.length,
      maxLength: source.length,
    });
    const rows = fc.array(row, { minLength: target.length, maxLength: target.length });
    return rows.map((weights) => ({ source, target, weights }));
  });

describe('renderAttention', () => {
  it('draws source words across, target words down, and cells shaded by weight', () => {
    expect(renderAttention(hello, { color: false })).toBe(
      [
        '       Bonjour',
        '       │     le    monde',
        'Hello  ██████·     ·',
        'world  ·     ▒▒▒▒▒▒▓▓▓▓▓▓',
        '',
        '       0 ·░▒▓█ 0.80',
      ].join('\n'),
    );
  });

  it.each([true, 256] as const)('in colour (%s) differs in the cells alone', (color) => {
    const colored = stripVTControlCharacters(renderAttention(hello, { color }));
    const blank = renderAttention(hello, { color: false }).replace(/[·░▒▓█]/g, ' ');
    const trimmed = (text: string) =>
      text
        .split('\n')
        .slice(0, 4)
        .map((line) => line.trimEnd());
    expect(trimmed(colored)).toEqual(trimmed(blank));
  });

  it('is never wider than asked, whatever the words and however many', () => {
    fc.assert(
      fc.property(
        map,
        fc.integer({ min: 30, max: 120 }),
        fc.constantFrom(true, false),
        (given, width, color) => {
          for (const line of stripVTControlCharacters(renderAttention(given, { color, width })).split('\n')) {
            expect(displayWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  it('has room for the longest number in the legend', () => {
    const narrow = { source: ['le'], target: ['日本語'], weights: [[9.95e-7]] };
    const text = stripVTControlCharacters(renderAttention(narrow, { color: true, width: 30 }));
    expect(text).toContain('0.0000010');
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(30);
  });

  it('goes on below where the source is too long for one block', () => {
    const source = Array.from({ length: 50 }, (_, i) => `w${i}`);
    const text = renderAttention(
      { source, target: ['x'], weights: [source.map((_, i) => i)] },
      { color: false, width: 60 },
    );
    for (const word of source) expect(text).toMatch(new RegExp(`\\b${word}\\b`));
    const rows = text.split('\n').filter((line) => line.startsWith('x'));
    expect(rows.length).toBe(2);
    expect(rows.join('').match(/[·░▒▓█]/g)!.length).toBeGreaterThanOrEqual(50);
  });

  it('shortens a word that would fill the screen, and makes control characters visible', () => {
    const text = renderAttention(
      { source: ['anti'.repeat(40), '\x1b[2J'], target: ['\n'], weights: [[1, 0]] },
      { color: false },
    );
    expect(text).toContain('antianti');
    expect(text).toContain('…');
    expect(text).toContain('␛[2J');
    expect(text).not.toContain('\x1b');
  });

  it('shows nothing where there are no words', () => {
    expect(renderAttention({ source: ['a'], target: [], weights: [] }, { color: false })).toBe('');
    expect(renderAttention({ source: [], target: ['a'], weights: [[]] }, { color: false })).toBe('');
  });

  it('shows a map without any weight as empty', () => {
    const text = renderAttention({ source: ['a', 'b'], target: ['c'], weights: [[0, 0]] }, { color: false });
    expect(text).toContain('c  ·     ·');
  });

  it('says what does not fit', () => {
    const render = (weights: number[][]) => () => renderAttention({ ...hello, weights }, { color: false });
    expect(render([[1, 0, 0]])).toThrow(ShapeError);
    expect(
      render([
        [1, 0],
        [0, 1],
        [0, 0],
      ]),
    ).toThrow('Are source and target swapped?');
    expect(
      render([
        [1, 0, Number.NaN],
        [0, 1, 0],
      ]),
    ).toThrow(ValueError);
    expect(() => renderAttention(hello, { color: false, width: 10 })).toThrow('at least 30');
  });
});
