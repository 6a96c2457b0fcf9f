import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerAttention } from '../../../test/support/attentionMaps.ts';
import { expectPicture } from '../../../test/support/picture.ts';
import { textMap } from './textMap.ts';

const text = { words: ['a', 'moving', 'film', '!'], weights: [0.1, 0.6, 0.3, -0.2] };
const boxes = (body: string) =>
  [...body.matchAll(/<rect fill="var\(--ground\)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(
    ([, ...numbers]) => numbers.map(Number),
  );

describe('textMap', () => {
  it('shades each word against the strongest', () => {
    const { body } = textMap(text);
    const shades = [...body.matchAll(/<g class="(w\d+)"><title>([^<]*)</g)].map(([, shade, tip]) => [
      shade,
      tip,
    ]);
    expect(shades).toEqual([
      ['w5', 'a: 0.1000'],
      ['w32', 'moving: 0.6000'],
      ['w16', 'film: 0.3000'],
      ['w0', '!: -0.2000'],
    ]);
    expect(textMap(text, { max: 1.2 }).body).toContain('<g class="w16"><title>moving');
  });

  it('says what counted most', () => {
    expect(textMap(text).description).toBe(
      '“a moving film !”. What counted most: ‘moving’ (0.60), ‘film’ (0.30), ‘a’ (0.10).',
    );
    expect(textMap({ words: ['a'], weights: [0] }).description).toContain('No word counted.');
  });

  it('goes on below where it is too wide, words never one over another', () => {
    fc.assert(
      fc.property(
        layerAttention,
        fc.integer({ min: 60, max: 900 }),
        ({ source, layers: [[[weights]]] }, width) => {
          const picture = textMap({ words: source, weights }, { width });
          expectPicture(picture);
          const places = boxes(picture.body);
          for (const [i, [x, y, own]] of places.entries()) {
            expect(x === 0 || x + own <= Math.max(width, picture.width)).toBe(true);
            for (const [x2, y2, own2] of places.slice(0, i)) {
              expect(y !== y2 || x2 + own2 <= x || x + own <= x2).toBe(true);
            }
          }
        },
      ),
    );
  });

  it('begins at the right where the language does', () => {
    const [[first], [second]] = boxes(textMap({ words: ['القط', 'نام'], weights: [1, 0] }).body);
    expect(first).toBeGreaterThan(second);
  });

  it('refuses what does not fit', () => {
    expect(() => textMap({ words: ['a'], weights: [] })).toThrow(
      'textMap: weights must be 1 numbers, one for each word; got 0',
    );
    expect(() => textMap({ words: [], weights: [] })).toThrow('at least one word');
    expect(() => textMap({ words: ['a'], weights: [Number.POSITIVE_INFINITY] })).toThrow(
      'weights[0] must be finite',
    );
  });
});
