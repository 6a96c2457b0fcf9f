import { describe, expect, it } from 'vitest';
import fixtures from '../../../test/fixtures/logMel.json' with { type: 'json' };
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { ValueError } from '../../tensor/errors.ts';
import { logMel } from './logMel.ts';
import { hertzToMel, melFilterbank, melToHertz } from './melFilterbank.ts';
import type { LogMelOptions } from './melPlan.ts';
import { melFrequencies } from './melPlan.ts';
import { normalizeFrames } from './normalizeFrames.ts';
import { hannWindow, poveyWindow } from './window.ts';

const windows = { hann: hannWindow, povey: poveyWindow };
const noise = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * i * 0.37) / 3);

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((x, y) => Math.max(x, y), 0);
}

/** In power, as a part of what it should be, or of what is 80 dB below the loudest: float32 knows no more. */
function powerError(frames: Float32Array, expected: readonly number[]): number {
  const loudest = Math.exp(Math.max(...expected));
  const errors = expected.map((value, i) => {
    const power = Math.exp(value);
    return Math.abs(Math.exp(frames[i]) - power) / (power + 1e-8 * loudest);
  });
  return Math.max(...errors);
}

/** The definition, in float64. */
function naiveLogMel(samples: Float32Array, sampleRate: number, melBands: number): number[] {
  const N = Math.round(sampleRate * 0.025);
  const hop = Math.round(sampleRate * 0.01);
  const F = 2 ** Math.ceil(Math.log2(N));
  const bank = melFilterbank({ melBands, fmin: 20, fmax: sampleRate / 2, sampleRate, fftSize: F });
  const frames: number[] = [];
  for (let start = 0; start === 0 || start + N <= samples.length; start += hop) {
    const bands = new Float64Array(melBands);
    for (let k = 0; k <= F / 2; k++) {
      let re = 0;
      let im = 0;
      for (let j = 0; j < N; j++) {
        const x = (0.5 - 0.5 * Math.cos((2 * Math.PI * j) / N)) * (samples[start + j] ?? 0);
        re += x * Math.cos((2 * Math.PI * j * k) / F);
        im += x * Math.sin((2 * Math.PI * j * k) / F);
      }
      for (let m = 0; m < melBands; m++) bands[m] += (re * re + im * im) * bank[k * melBands + m];
    }
    frames.push(...bands.map((power) => Math.log(Math.max(power, 1e-10))));
  }
  return frames;
}

describe('logMel', () => {
  expectNoLeaks();

  it.each(fixtures)('gives what NumPy gives: $options', ({ options, samples, frames, T, M }) => {
    const { window, ...rest } = options as Omit<LogMelOptions, 'window'> & { window?: keyof typeof windows };
    const got = logMel(Float32Array.from(samples), { ...rest, window: windows[window ?? 'hann'] });
    expect([got.T, got.M]).toEqual([T, M]);
    expect(powerError(got.frames, frames)).toBeLessThan(1e-4);
  });

  it.each([1, 199, 200, 279, 280, 523])('is its definition for %d samples', (length) => {
    const samples = noise(length);
    const { frames, T } = logMel(samples, { sampleRate: 8000, melBands: 13 });
    const expected = naiveLogMel(samples, 8000, 13);
    expect(T).toBe(length < 280 ? 1 : 1 + Math.floor((length - 200) / 80));
    expect(frames).toHaveLength(expected.length);
    expect(powerError(frames, expected)).toBeLessThan(1e-4);
  });

  it('hears a tone in its band, and silence as the floor', () => {
    const tone = Float32Array.from({ length: 400 }, (_, i) => Math.sin((2 * Math.PI * 1000 * i) / 8000));
    const { frames, M } = logMel(tone, { sampleRate: 8000 });
    const loudest = frames.subarray(0, M).indexOf(Math.max(...frames.subarray(0, M)));
    const band = ((hertzToMel(1000) - hertzToMel(20)) / (hertzToMel(4000) - hertzToMel(20))) * 41 - 1;
    expect(Math.abs(loudest - band)).toBeLessThanOrEqual(1);
    const silence = logMel(new Float32Array(400), { sampleRate: 8000 });
    for (const value of silence.frames) expect(value).toBeCloseTo(Math.log(1e-10), 4);
  });

  it.each<LogMelOptions>([
    { sampleRate: 0 },
    { sampleRate: Number.NaN },
    { sampleRate: 8000, fmax: 4001 },
    { sampleRate: 8000, fmin: -1 },
    { sampleRate: 8000, fmin: 300, fmax: 300 },
    { sampleRate: 8000, melBands: 0 },
    { sampleRate: 8000, melBands: 2.5 },
    { sampleRate: 8000, frameMs: 0 },
    { sampleRate: 8000, hopMs: 0.01 },
    { sampleRate: 8000, preEmphasis: 2 },
  ])('refuses %o', (options) => {
    expect(() => logMel(noise(400), options)).toThrow(ValueError);
  });

  it('refuses nothing to hear, and bands in which no frequency lies', () => {
    expect(() => logMel(new Float32Array(0), { sampleRate: 8000 })).toThrow('there is no sample');
    expect(() => logMel(noise(400), { sampleRate: 8000, melBands: 128 })).toThrow(
      'none of the 129 frequencies lies in band 5 of 128 (63 to 86 Hz); ask for fewer bands, or longer frames',
    );
  });
});

describe('the mel scale', () => {
  it('has 1000 mel at 1000 Hz, and comes back', () => {
    expect(hertzToMel(1000)).toBeCloseTo(1000, 1);
    for (const hertz of [0, 20, 440, 4000]) expect(melToHertz(hertzToMel(hertz))).toBeCloseTo(hertz, 9);
  });
});

it('knows the middle of each band', () => {
  const options = { sampleRate: 8000, melBands: 11 };
  const frequencies = melFrequencies(options);
  expect(frequencies).toHaveLength(11);
  for (const m of [0, 4, 10]) {
    const tone = Float32Array.from({ length: 2000 }, (_, i) =>
      Math.sin((2 * Math.PI * frequencies[m] * i) / 8000),
    );
    const { frames } = logMel(tone, options);
    const frame = [...frames.slice(0, 11)];
    expect(frame.indexOf(Math.max(...frame))).toBe(m);
  }
});

describe('normalizeFrames', () => {
  it('gives every feature mean 0 and variance 1, however loud', () => {
    const loud = noise(3000);
    const quiet = loud.map((sample) => sample / 15);
    const [a, b] = [loud, quiet].map((samples) => normalizeFrames(logMel(samples, { sampleRate: 8000 })));
    expect(largestDifference(a.frames, b.frames)).toBeLessThan(1e-3);
    for (let m = 0; m < a.M; m++) {
      const feature = Array.from({ length: a.T }, (_, t) => a.frames[t * a.M + m]);
      const mean = feature.reduce((x, y) => x + y) / a.T;
      expect(mean).toBeCloseTo(0, 5);
      expect(feature.reduce((sum, x) => sum + (x - mean) ** 2, 0) / a.T).toBeCloseTo(1, 3);
    }
  });

  it('takes loudness alone away over the recording as a whole, and keeps how bands differ', () => {
    const frames = { frames: Float32Array.of(1, 5, 3, 7, 2, 6), T: 3, M: 2 };
    const louder = { ...frames, frames: frames.frames.map((x) => x + 11) };
    const normalized = normalizeFrames(frames, { over: 'recording' }).frames;
    expect(largestDifference(normalizeFrames(louder, { over: 'recording' }).frames, normalized)).toBeLessThan(
      1e-5,
    );
    // Mean 4, variance 14 / 3.
    const expected = [-3, 1, -1, 3, -2, 2].map((x) => x / Math.sqrt(14 / 3));
    expect(largestDifference(normalized, expected)).toBeLessThan(1e-5);
  });

  it('gives zeros where nothing changes', () => {
    const { frames } = normalizeFrames({ frames: Float32Array.of(3, -7, 3, -7), T: 2, M: 2 });
    expect(frames).toEqual(new Float32Array(4));
  });
});
