import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagonalMap, layerAttention } from '../../../test/support/attentionMaps.ts';
import { expectPicture } from '../../../test/support/picture.ts';
import { ShapeError, ValueError } from '../../tensor/errors.ts';
import { standaloneSvg } from '../svg.ts';
import { heatmap } from './heatmap.ts';

const map = {
  source: ['Bonjour', '<monde>'],
  target: ['Hello', 'world'],
  weights: [
    [0.75, 0.25],
    [-0.1, 0.5],
  ],
};
const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`);

describe('heatmap', () => {
  it('has a cell for each pair, shaded against the strongest, with its exact weight', () => {
    const cells = [...heatmap(map).body.matchAll(/<rect class="(w\d+)"[^>]*><title>([^<]*)<\/title>/g)].map(
      ([, shade, tip]) => [shade, tip],
    );
    expect(cells).toEqual([
      ['w32', 'Hello → Bonjour: 0.7500'],
      ['w11', 'Hello → &lt;monde&gt;: 0.2500'],
      ['w0', 'world → Bonjour: -0.1000'],
      ['w21', 'world → &lt;monde&gt;: 0.5000'],
    ]);
  });

  it('is shaded against a given weight, which the scale names', () => {
    const { body } = heatmap(map, { max: 1.5 });
    expect(body).toContain('<rect class="w16" x="0" y="0"');
    expect(body).toContain('>1.50</text>');
  });

  it('names both axes', () => {
    expect(heatmap(map).body).toMatch(/this word ↓<\/text>.*looks at →<\/text>/);
    expect(heatmap(map, { axes: { rows: 'frame', columns: 'hears' } }).body).toMatch(/frame ↓.*hears →/);
  });

  it('says in words what it shows, and in numbers', () => {
    const picture = heatmap(map);
    expect(picture.description).toBe(
      '‘Hello’ looks mostly at ‘Bonjour’ (0.75), ‘world’ looks mostly at ‘<monde>’ (0.50).',
    );
    expect(picture.table).toEqual({
      headings: ['', 'Bonjour', '<monde>'],
      rows: [
        ['Hello', '0.75', '0.25'],
        ['world', '-0.10', '0.50'],
      ],
    });
    expect(standaloneSvg(picture)).toContain('‘world’ looks mostly at ‘&lt;monde&gt;’ (0.50).</desc>');
  });

  it('shortens long words, and tells them in full to who points at them', () => {
    const word = 'antidisestablishmentarianism';
    const { body, width } = heatmap({ source: [word], target: [word], weights: [[1]] });
    expect(body.match(/>antidisestablishmentari…<title>antidisestablishmentarianism</g)!.length).toBe(2);
    expect(width).toBeLessThan(500);
  });

  it('gathers many words into blocks that keep their peaks, and stays small', () => {
    const weights = diagonalMap(211, 197);
    weights[100][7] = 3;
    const picture = heatmap({ source: numbered('s', 197), target: numbered('t', 211), weights });
    expectPicture(picture);
    expect(picture.description).toContain(
      '211 by 197 words; each cell is the greatest of up to 4 × 4 weights.',
    );
    expect(picture.table!.rows.find(([name]) => name === 't100 … t103')![2]).toBe('3.00');
    expect(standaloneSvg(picture).length).toBeLessThan(40_000);
  });

  it('draws any words and weights', () => {
    fc.assert(
      fc.property(layerAttention, ({ source, target, layers: [[weights]] }) => {
        const picture = heatmap({ source, target, weights });
        expectPicture(picture);
        expect(heatmap({ source, target, weights })).toEqual(picture);
      }),
    );
  });

  it('refuses what does not fit, and nothing', () => {
    expect(() => heatmap({ ...map, weights: [[1, 0]] })).toThrow(ShapeError);
    expect(() => heatmap({ ...map, weights: [[1, 0], [1]] })).toThrow(
      'heatmap: weights must be a row for each',
    );
    expect(() => heatmap({ source: [], target: ['a'], weights: [[]] })).toThrow(
      'heatmap: there must be at least one source word and one target word; got 0 and 1',
    );
    expect(() => heatmap({ source: ['a'], target: ['b'], weights: [[Number.NaN]] })).toThrow(ValueError);
  });
});
