import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerAttention } from '../../../test/support/attentionMaps.ts';
import { expectPicture } from '../../../test/support/picture.ts';
import { attentionLines } from './attentionLines.ts';

const map = {
  source: ['le', 'chat'],
  target: ['the', 'cat', '!'],
  heads: [
    [
      [0.9, 0.1],
      [0.02, 0.98],
      [0, 0],
    ],
    [
      [0.5, 0.5],
      [1, 0],
      [0, 0],
    ],
  ],
};
const tips = (body: string) =>
  [...body.matchAll(/<path [^>]*><title>([^<]*)<\/title>/g)].map(([, tip]) => tip);
const widths = (body: string) =>
  [...body.matchAll(/stroke-width="([\d.]+)"/g)].map(([, width]) => Number(width));

describe('attentionLines', () => {
  it('draws a line for each weight that is strong enough, by head, the strongest last', () => {
    expect(tips(attentionLines(map).body)).toEqual([
      'head 1, the → chat: 0.1000',
      'head 1, the → le: 0.9000',
      'head 1, cat → chat: 0.9800',
      'head 2, the → le: 0.5000',
      'head 2, the → chat: 0.5000',
      'head 2, cat → le: 1.0000',
    ]);
    expect(tips(attentionLines(map, { weakest: 0.6 }).body).length).toBe(3);
  });

  it('draws stronger lines for stronger weights', () => {
    const [weak, strong, stronger] = widths(attentionLines(map).body);
    expect(weak).toBeLessThan(strong);
    expect(strong).toBeLessThanOrEqual(stronger);
  });

  it('gives each head a colour and a class, and names them where there are several', () => {
    const { body } = attentionLines(map);
    expect(body).toContain('<g class="head-0" stroke="var(--hue1)">');
    expect(body).toContain('<g class="head-1" stroke="var(--hue2)">');
    expect(body).toContain('>head 2</text>');
    expect(attentionLines({ ...map, heads: map.heads.slice(0, 1) }).body).not.toContain('head 1');
  });

  it('says what it shows', () => {
    const picture = attentionLines(map);
    expect(picture.description).toBe(
      '2 heads. On average: ‘the’ looks mostly at ‘le’ (0.70), ‘cat’ looks mostly at ‘le’ (0.51), ‘!’ looks at nothing. ' +
        'Weights below 0.05 are not drawn.',
    );
    expect(picture.table!.rows).toEqual([
      ['the', 'le 0.90', 'le 0.50'],
      ['cat', 'chat 0.98', 'le 1.00'],
      ['!', '–', '–'],
    ]);
  });

  it('draws any words and weights', () => {
    fc.assert(
      fc.property(layerAttention, ({ layers, ...words }) => {
        expectPicture(attentionLines({ ...words, heads: layers[0] }));
      }),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => attentionLines({ ...map, heads: [] })).toThrow(
      'attentionLines: there must be at least one head',
    );
    expect(() => attentionLines({ ...map, source: [] })).toThrow('at least one source word');
    expect(() => attentionLines({ ...map, heads: [[[1, 0]]] })).toThrow(
      'attentionLines: weights must be a row for each of 3',
    );
  });
});
