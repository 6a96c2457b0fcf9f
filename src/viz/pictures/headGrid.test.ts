import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagonalMap, layerAttention } from '../../../test/support/attentionMaps.ts';
import { expectPicture } from '../../../test/support/picture.ts';
import { standaloneSvg } from '../svg.ts';
import { headGrid } from './headGrid.ts';

const words = { source: ['a', 'b'], target: ['c', 'd'] };
const sharp = [
  [1, 0],
  [0, 1],
];
const even = [
  [0.5, 0.5],
  [0.5, 0.5],
];

describe('headGrid', () => {
  it('has a map for each head, a row for each layer', () => {
    const { body } = headGrid({ ...words, layers: [[sharp, even], [even]] });
    expect(body.match(/layer \d, head \d/g)).toEqual([
      'layer 1, head 1',
      'layer 1, head 2',
      'layer 2, head 1',
    ]);
    expect(body.match(/>layer \d<\/text>/g)!.length).toBe(2);
    expect(body.match(/>head \d<\/text>/g)!.length).toBe(2);
  });

  it('shades all maps by one scale, or each by its own', () => {
    const layers = [[sharp, even]];
    const shades = (body: string) => [...body.matchAll(/<path class="(w\d+)"/g)].map(([, shade]) => shade);
    expect(shades(headGrid({ ...words, layers }).body)).toEqual(['w32', 'w16']);
    expect(shades(headGrid({ ...words, layers }, { scale: 'each' }).body)).toEqual(['w32', 'w32']);
  });

  it('says which heads are sharp', () => {
    const picture = headGrid({ ...words, layers: [[even], [sharp]] });
    expect(picture.description).toBe(
      '2 maps of 2 by 2 words in 2 layers. By the mean of the rows’ strongest weights the sharpest is ' +
        'head 1 of layer 2 (1.00), the most even head 1 of layer 1 (0.50).',
    );
    expect(picture.table!.rows).toEqual([
      ['sharpness in layer 1', '0.50'],
      ['sharpness in layer 2', '1.00'],
    ]);
  });

  it('stays small for long sequences', () => {
    const long = Array.from({ length: 257 }, () => 'x');
    const map = diagonalMap(257, 257, 0.1);
    const picture = headGrid({ source: long, target: long, layers: [[map, map, map, map]] });
    expect(standaloneSvg(picture).length).toBeLessThan(60_000);
  });

  it('draws any words and weights', () => {
    fc.assert(
      fc.property(layerAttention, fc.constantFrom('shared', 'each'), (map, scale) => {
        expectPicture(headGrid(map, { scale }));
      }),
    );
  });

  it('says where something does not fit', () => {
    expect(() => headGrid({ ...words, layers: [] })).toThrow(
      'headGrid: there must be at least one layer; got none',
    );
    expect(() => headGrid({ ...words, layers: [[sharp], []] })).toThrow(
      'headGrid: layer 1: there must be at least one head',
    );
    expect(() => headGrid({ ...words, layers: [[sharp, [[1, 0]]]] })).toThrow(
      'headGrid: head 1: weights must be a row',
    );
  });
});
