import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPicture } from '../../../test/support/picture.ts';
import { causal } from '../../attention/patterns/index.ts';
import { patternThumbnail } from './patternThumbnail.ts';

const all = { allows: () => true };
const none = { allows: () => false };

describe('patternThumbnail', () => {
  it('shades what is allowed, row by row', () => {
    const { body, description } = patternThumbnail(causal().at(3, 3), { title: 'causal', queries: 3 });
    expect(body).toContain('<path class="w32" d="M0 0h1v1h-1zM0 1h2v1h-2zM0 2h3v1h-3z"/>');
    expect(description).toBe('3 queries and 3 keys: 67 % of the pairs may meet.');
  });

  it('shades a block by the part of it that is allowed', () => {
    const checks = { allows: (i: number, j: number) => (i + j) % 2 === 0 };
    const { body, description } = patternThumbnail(checks, { title: 'checks', queries: 256, keys: 128 });
    expect(body).toContain('class="w16"');
    expect(description).toBe('256 queries and 128 keys: about 50 % of the pairs may meet.');
  });

  it('draws a pattern for each head', () => {
    const picture = patternThumbnail([all, none], { title: 'two', queries: 1, keys: 2 });
    expect(picture.description).toBe('1 query and 2 keys: by head 1: 100 %, 2: 0 % of the pairs may meet.');
    expect(picture.body).toContain('>head 2</text>');
  });

  it('asks only for pairs that are there, few of them, and draws any', () => {
    const size = fc.integer({ min: 1, max: 700 });
    fc.assert(
      fc.property(size, size, fc.nat(5), (L, S, every) => {
        let [asked, outside] = [0, 0];
        const allows = (i: number, j: number) => {
          asked++;
          if (!Number.isInteger(i + j) || i < 0 || i >= L || j < 0 || j >= S) outside++;
          return (i * j) % (every + 1) === 0;
        };
        expectPicture(patternThumbnail({ allows }, { title: 'any', queries: L, keys: S }));
        expect(outside).toBe(0);
        expect(asked).toBeLessThanOrEqual(Math.min(L * S, (64 * 4) ** 2));
      }),
      { numRuns: 20 },
    );
  });

  it('refuses what cannot be drawn', () => {
    expect(() => patternThumbnail([], { title: 'x', queries: 2 })).toThrow('at least one pattern');
    expect(() => patternThumbnail(all, { title: 'x', queries: 0 })).toThrow(
      'whole numbers above 0; got 0 and 0',
    );
    expect(() => patternThumbnail(all, { title: 'x', queries: 2, keys: 1.5 })).toThrow('got 2 and 1.5');
  });
});
