import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPicture } from '../../../test/support/picture.ts';
import { spectrogramMap } from './spectrogramMap.ts';

const spectrogram = Array.from({ length: 50 }, (_, t) => Array.from({ length: 7 }, (_, b) => -t * b));
const frequencies = [100, 200, 400, 800, 1600, 3200, 6400];
const weights = Array.from({ length: 50 }, (_, t) => (t === 20 ? 0.51 : 0.01));

describe('spectrogramMap', () => {
  it('has a time axis in seconds', () => {
    const { body } = spectrogramMap({ spectrogram, weights }, { hop: 0.02 });
    expect(body).toContain('>seconds</text>');
    expect([...body.matchAll(/text-anchor="middle">([\d.]+)</g)].map(([, time]) => time)).toEqual([
      '0',
      '0.2',
      '0.4',
      '0.6',
      '0.8',
      '1',
    ]);
  });

  it('has a frequency axis at round frequencies between the bands, or numbers the bands', () => {
    const { body } = spectrogramMap({ spectrogram, weights }, { frequencies, height: 140 });
    expect(body.match(/\d+ Hz/g)).toEqual(['100 Hz', '200 Hz', '500 Hz', '1000 Hz', '2000 Hz', '4000 Hz']);
    const ys = [...body.matchAll(/y="([\d.]+)" dy=".35em" text-anchor="end">\d+ Hz/g)].map(([, y]) =>
      Number(y),
    );
    expect(ys).toEqual([...ys].sort((a, b) => b - a));
    expect(ys[0] - ys[1]).toBeCloseTo(20, 1);
    expect(spectrogramMap({ spectrogram, weights }).body).toMatch(/>band 1<.*>band 7</);
  });

  it('says when it listens', () => {
    const picture = spectrogramMap({ spectrogram, weights });
    expect(picture.description).toBe(
      '0.50 seconds of sound in 50 frames of 10 ms. Attention is strongest (0.51) at 0.21 seconds.',
    );
    expect(picture.table!.rows.length).toBe(40);
    expect(picture.table!.rows.reduce((sum, [, weight]) => sum + Number(weight), 0)).toBeCloseTo(1, 1);
  });

  it('draws any sound, and fewer weights than frames', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(
        sizes.chain(([frames, bands, parts]) =>
          fc.record({
            spectrogram: fc.array(fc.array(value, { minLength: bands, maxLength: bands }), {
              minLength: frames,
              maxLength: frames,
            }),
            weights: fc.array(value, { minLength: 1, maxLength: Math.min(parts, frames) }),
          }),
        ),
        (sound) => expectPicture(spectrogramMap(sound, { width: 200 })),
      ),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => spectrogramMap({ spectrogram: [], weights })).toThrow('spectrogram must be rows of numbers');
    expect(() => spectrogramMap({ spectrogram, weights: [] })).toThrow('at least one part of the time');
    expect(() => spectrogramMap({ spectrogram, weights: Array(51).fill(0) })).toThrow(
      'one for each of 50 frames',
    );
    expect(() => spectrogramMap({ spectrogram, weights }, { frequencies: [1] })).toThrow(
      'one for each of 7 bands; got 1',
    );
  });
});
