import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../tensor/rng.ts';
import type { SpeechFrames } from './logMel.ts';
import { maskFrames } from './maskFrames.ts';
import { warpFrames } from './warpFrames.ts';

const make = (T: number, M: number, value: (t: number, m: number) => number): SpeechFrames => ({
  frames: Float32Array.from({ length: T * M }, (_, i) => value(Math.floor(i / M), i % M)),
  T,
  M,
});
const random = (T: number, M: number, seed: number) => {
  const rng = new Rng(seed);
  return make(T, M, () => rng.normal());
};

const cases = fc.tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 7 }), fc.integer());

describe('warpFrames', () => {
  it('leaves frames as they are where it may not warp them', () => {
    fc.assert(
      fc.property(cases, ([T, M, seed]) => {
        const frames = random(T, M, seed);
        expect(warpFrames(frames, { tempo: 0, pitch: 0 }, new Rng(seed))).toEqual(frames);
      }),
    );
  });

  it('keeps to what is there: lengths within the share, values within those of the frames', () => {
    fc.assert(
      fc.property(cases, ([T, M, seed]) => {
        const frames = random(T, M, seed);
        const warped = warpFrames(frames, { tempo: 0.3, pitch: 0.2 }, new Rng(seed));
        expect(warped.M).toBe(M);
        expect(warped.frames).toHaveLength(warped.T * M);
        expect(Math.abs(warped.T - T)).toBeLessThanOrEqual(0.3 * T + 0.5);
        expect(Math.min(...warped.frames)).toBeGreaterThanOrEqual(Math.min(...frames.frames) - 1e-6);
        expect(Math.max(...warped.frames)).toBeLessThanOrEqual(Math.max(...frames.frames) + 1e-6);
      }),
    );
  });

  it('stretches time and frequency each by its own factor', () => {
    const ramp = (axis: 0 | 1) => make(20, 10, (...place) => place[axis]);
    const slopes = (seed: number) => {
      const warp = { tempo: 0.2, pitch: 0.1 };
      const time = warpFrames(ramp(0), warp, new Rng(seed));
      const bands = warpFrames(ramp(1), warp, new Rng(seed));
      return [time.frames[5 * 10] / 5, bands.frames[5] / 5, time.T];
    };
    const [slower, higher, T] = slopes(3);
    expect(T).toBe(Math.round(20 / slower));
    expect(Math.abs(1 / slower - 1)).toBeGreaterThan(0.001);
    expect(Math.abs(1 / higher - 1)).toBeLessThanOrEqual(0.1);
    expect(1 / higher).not.toBeCloseTo(1 / slower, 3);
    expect(slopes(4)).not.toEqual(slopes(3));
  });
});

describe('maskFrames', () => {
  it('hides no more neighbours than it may, behind the mean of their band', () => {
    fc.assert(
      fc.property(cases, ([T, M, seed]) => {
        const frames = random(T, M, seed);
        const before = frames.frames.slice();
        const masked = maskFrames(frames, { maskedFrames: 4, maskedBands: 2 }, new Rng(seed));
        expect(frames.frames).toEqual(before);
        const isHidden = (t: number, m: number) => masked.frames[t * M + m] !== before[t * M + m];
        const rows = [...Array(T).keys()].filter((t) => [...Array(M).keys()].every((m) => isHidden(t, m)));
        if (M > 2) {
          expect(rows.length).toBeLessThanOrEqual(Math.min(4, Math.floor(T / 5)));
          expect(rows.every((t, i) => i === 0 || t === rows[i - 1] + 1)).toBe(true);
        }
        for (let m = 0; m < M; m++) {
          const own = [...Array(T).keys()].map((t) => before[t * M + m]);
          const mean = own.reduce((sum, x) => sum + x, 0) / T;
          for (let t = 0; t < T; t++)
            if (isHidden(t, m)) expect(masked.frames[t * M + m]).toBeCloseTo(mean, 5);
        }
      }),
    );
  });

  it('hides both sometimes, at different places, and nothing where it may not', () => {
    const frames = random(40, 7, 1);
    const patterns = new Set(
      Array.from({ length: 30 }, (_, seed) =>
        maskFrames(frames, { maskedFrames: 5, maskedBands: 2 }, new Rng(seed)).frames.join(),
      ),
    );
    expect(patterns.size).toBeGreaterThan(15);
    expect(maskFrames(frames, { maskedFrames: 0, maskedBands: 0 }, new Rng(1))).toEqual(frames);
  });
});
