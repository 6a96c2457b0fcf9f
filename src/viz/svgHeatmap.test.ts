import { describe, expect, it } from 'vitest';
import { ShapeError } from '../tensor/errors.ts';
import { svgHeatmap } from './svgHeatmap.ts';

const map = {
  source: ['Bonjour', '<monde>'],
  target: ['Hello', 'world'],
  weights: [
    [0.75, 0.25],
    [-0.1, 0.5],
  ],
};

describe('svgHeatmap', () => {
  it('has a cell for each pair, shaded against the strongest, with its exact weight', () => {
    const svg = svgHeatmap(map);
    const cells = [...svg.matchAll(/<rect class="(w\d+)"[^>]*><title>([^<]*)<\/title>/g)].map(
      ([, shade, tip]) => [shade, tip],
    );
    expect(cells).toEqual([
      ['w32', 'Hello ← Bonjour: 0.7500'],
      ['w11', 'Hello ← &lt;monde&gt;: 0.2500'],
      ['w0', 'world ← Bonjour: -0.1000'],
      ['w21', 'world ← &lt;monde&gt;: 0.5000'],
    ]);
  });

  it('says in words what it shows', () => {
    expect(svgHeatmap(map)).toContain('Hello looks at Bonjour, world looks at &lt;monde&gt;</desc>');
  });

  it('is a picture also without words, and refuses weights that do not fit', () => {
    expect(svgHeatmap({ source: [], target: [], weights: [] })).not.toMatch(/NaN|Infinity|undefined/);
    expect(() => svgHeatmap({ ...map, weights: [[1, 0]] })).toThrow(ShapeError);
  });
});
