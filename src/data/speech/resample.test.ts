import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueError } from '../../tensor/errors.ts';
import { resample } from './resample.ts';

const sine = (frequency: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));

/** The largest magnitude, away from the ends, where the silence around the sound is heard. */
const peak = (samples: Float32Array, expected = new Float32Array(samples.length)) => {
  const differences = samples.map((sample, i) => Math.abs(sample - expected[i]));
  return differences.subarray(200, -200).reduce((a, b) => Math.max(a, b), 0);
};
const decibels = (amplitude: number) => 20 * Math.log10(amplitude);

describe('resample', () => {
  it.each([
    [16_000, 8_000],
    [44_100, 8_000],
    [8_000, 16_000],
    [22_050, 16_000],
    [8_000, 11_025],
  ])('keeps what both rates can hold: %d to %d Hz', (from, to) => {
    const top = Math.min(from, to) / 2;
    for (const part of [0.03, 0.4, 0.79]) {
      const got = resample(sine(part * top, from, from / 5), from, to);
      expect(got.length).toBe(Math.ceil(to / 5));
      expect(decibels(peak(got, sine(part * top, to, got.length)))).toBeLessThan(-70);
    }
  });

  it.each([
    [16_000, 8_000],
    [44_100, 8_000],
    [22_050, 16_000],
  ])('damps what would alias by 60 dB and more: %d to %d Hz', (from, to) => {
    for (const frequency of [to / 2, 0.55 * to, 0.49 * from]) {
      const got = resample(sine(frequency + 7, from, from / 5), from, to);
      expect(decibels(peak(got))).toBeLessThan(-60);
    }
  });

  it('makes no images when it goes up', () => {
    // An image of 3 kHz at 8 kHz would be heard at 5 kHz; the sine that was put in is all there is.
    const got = resample(sine(3000, 8000, 1600), 8000, 32_000);
    expect(decibels(peak(got, sine(3000, 32_000, got.length)))).toBeLessThan(-70);
  });

  it('keeps a constant, whatever the rates', () => {
    const rate = fc.integer({ min: 1000, max: 4000 });
    fc.assert(
      fc.property(rate, rate, (from, to) => {
        const got = resample(new Float32Array(400).fill(1), from, to);
        expect(got.length).toBe(Math.ceil((400 * to) / from));
        const middle = got[Math.floor(got.length / 2)];
        expect(Math.abs(middle - 1)).toBeLessThan(1e-4);
      }),
      { numRuns: 20 },
    );
  });

  it('is a copy at the same rate, and empty of nothing', () => {
    const samples = Float32Array.of(1, 2, 3);
    expect(resample(samples, 8000, 8000)).toEqual(samples);
    expect(resample(samples, 8000, 8000)).not.toBe(samples);
    expect(resample(new Float32Array(0), 44_100, 8000)).toEqual(new Float32Array(0));
  });

  it.each([
    [0, 8000],
    [8000, -1],
    [8000.5, 8000],
    [8000, Number.NaN],
  ])('refuses the rates %d and %d', (from, to) => {
    expect(() => resample(new Float32Array(3), from, to)).toThrow(ValueError);
  });
});
