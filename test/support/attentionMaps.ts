import fc from 'fast-check';
import type { LayerAttention } from '../../src/viz/tokenAttention.ts';

/** Words as they come: none to see, wide, from right to left, too long, made of several, meant for a terminal. */
const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '日本語',
    'القط',
    'le',
    '<b>&"',
    '',
    ' ',
    '\x1b[2J',
    '👩‍👩‍👧',
    'Donaudampfschifffahrtsgesellschaft',
  ),
);
const weight = fc.oneof(
  fc.constantFrom(0, 1, -0.5),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);

/** Any words with any weights that can be drawn, of up to three layers and heads. */
export const layerAttention: fc.Arbitrary<LayerAttention> = fc
  .tuple(
    fc.array(word, { minLength: 1, maxLength: 13 }),
    fc.array(word, { minLength: 1, maxLength: 7 }),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  )
  .chain(([source, target, heads]) => {
    const exactly = <T>(each: fc.Arbitrary<T>, count: number) =>
      fc.array(each, { minLength: count, maxLength: count });
    const map = exactly(exactly(weight, source.length), target.length);
    return fc
      .tuple(...heads.map((count) => exactly(map, count)))
      .map((layers) => ({ source, target, layers }));
  });

/** Softly diagonal, the same each time: L rows that sum to 1. */
export function diagonalMap(L: number, S: number, sharpness = 2): number[][] {
  return Array.from({ length: L }, (_, l) => {
    const row = Array.from({ length: S }, (_, s) => Math.exp(-sharpness * Math.abs((l * S) / L - s)));
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
}
