import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerAttention } from '../../../test/support/attentionMaps.ts';
import { expectPicture } from '../../../test/support/picture.ts';
import { attentionArcs } from './attentionArcs.ts';

describe('attentionArcs', () => {
  const words = ['a', 'b', 'c'];
  const look = (from: number, to: number) =>
    words.map((_, l) => words.map((_, s) => (l === from && s === to ? 1 : 0)));
  const ends = (body: string) => {
    const [, x1, y1, top, x2] = /d="M([\d.]+) ([\d.]+)C[\d.-]+ ([\d.-]+) [\d.-]+ [\d.-]+ ([\d.]+)/.exec(
      body,
    )!;
    return [x1, y1, top, x2].map(Number);
  };

  it('passes above the line to words before and to itself, below it to words after', () => {
    for (const to of [0, 1]) {
      const [, y, top] = ends(attentionArcs({ words, heads: [look(1, to)] }).body);
      expect(top).toBeLessThan(y);
    }
    const ahead = attentionArcs({ words, heads: [look(1, 2)] }).body;
    const [, y, top] = ends(ahead);
    expect(top).toBeGreaterThan(y);
    expect(ahead).toContain('below: at words after');
    expect(attentionArcs({ words, heads: [look(1, 0)] }).body).not.toContain('below');
  });

  it('goes from right to left where the sentence does', () => {
    const [x1, , , x2] = ends(attentionArcs({ words, heads: [look(2, 0)] }).body);
    expect(x1).toBeGreaterThan(x2);
    const [y1, , , y2] = ends(attentionArcs({ words: ['القط', 'نام', 'هنا'], heads: [look(2, 0)] }).body);
    expect(y1).toBeLessThan(y2);
  });

  it('draws any words and weights', () => {
    fc.assert(
      fc.property(layerAttention, ({ source, layers: [[weights]] }) => {
        const square = source.map((_, l) => Array.from(weights[l % weights.length]));
        expectPicture(attentionArcs({ words: source, heads: [square, square] }));
      }),
    );
  });

  it('refuses maps that are not square, and none', () => {
    expect(() => attentionArcs({ words, heads: [[[1, 0, 0]]] })).toThrow(
      'attentionArcs: weights must be a row for each of 3',
    );
    expect(() => attentionArcs({ words: [], heads: [[]] })).toThrow(
      'attentionArcs: there must be at least one',
    );
  });
});
