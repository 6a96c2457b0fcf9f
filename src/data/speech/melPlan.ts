import { ValueError } from '../../tensor/errors.ts';
import { melCorners, melFilterbank } from './melFilterbank.ts';
import { hannWindow, type Window } from './window.ts';

export interface LogMelOptions {
  /** Samples a second. */
  sampleRate: number;
  frameMs?: number;
  /** From the beginning of a frame to that of the next. */
  hopMs?: number;
  /** M */
  melBands?: number;
  /** In Hz; up to half of the sample rate. */
  fmin?: number;
  fmax?: number;
  /** p of x[n] - p x[n - 1], which lifts high frequencies before all else; 0.97 is common. */
  preEmphasis?: number;
  window?: Window;
}

/** What log-mel spectrograms of the same options share. */
export interface MelPlan {
  preEmphasis: number;
  /** In samples: N. */
  frameLength: number;
  hop: number;
  /** K = F / 2 + 1, of the least power of two F that is at least N. */
  bins: number;
  melBands: number;
  /** [M]: the middle of each band, in Hz. */
  frequencies: readonly number[];
  /** [N] */
  window: Float64Array;
  /** [N, K] */
  cosines: Float32Array;
  sines: Float32Array;
  /** [K, M] */
  filterbank: Float32Array;
}

/** The middle of each band of `logMel`, in Hz. @throws ValueError on a bad option */
export const melFrequencies = (options: LogMelOptions): readonly number[] => melPlan(options).frequencies;

type Settled = Required<LogMelOptions>;

let latest: { settled: Settled; plan: MelPlan } | undefined;

/** The plan, made anew only where the options are not those of the last time. @throws ValueError on a bad option */
export function melPlan({
  sampleRate,
  frameMs = 25,
  hopMs = 10,
  melBands = 40,
  fmin = 20,
  fmax = sampleRate / 2,
  preEmphasis = 0,
  window = hannWindow,
}: LogMelOptions): MelPlan {
  const settled = { sampleRate, frameMs, hopMs, melBands, fmin, fmax, preEmphasis, window };
  const names = Object.keys(settled) as (keyof Settled)[];
  if (latest && names.every((name) => Object.is(latest?.settled[name], settled[name]))) return latest.plan;
  const plan = makePlan(settled);
  latest = { settled, plan };
  return plan;
}

function makePlan({
  sampleRate,
  frameMs,
  hopMs,
  melBands,
  fmin,
  fmax,
  preEmphasis,
  window,
}: Settled): MelPlan {
  const frameLength = Math.round((sampleRate * frameMs) / 1000);
  const hop = Math.round((sampleRate * hopMs) / 1000);
  must(sampleRate > 0 && sampleRate < Infinity, `sampleRate must be above 0; got ${sampleRate}`);
  must(
    frameLength >= 2,
    `a frame must hold 2 samples at least; ${frameMs} ms at ${sampleRate} Hz hold ${frameLength}`,
  );
  must(hop >= 1, `frames must begin a sample apart at least; got a hop of ${hopMs} ms at ${sampleRate} Hz`);
  must(
    Number.isInteger(melBands) && melBands >= 1,
    `melBands must be an integer of at least 1; got ${melBands}`,
  );
  must(
    0 <= fmin && fmin < fmax && fmax <= sampleRate / 2,
    `0 <= fmin < fmax <= sampleRate / 2 must hold; got fmin ${fmin}, fmax ${fmax}, sampleRate ${sampleRate}`,
  );
  must(preEmphasis >= 0 && preEmphasis <= 1, `preEmphasis must be from 0 to 1; got ${preEmphasis}`);
  const fftSize = 2 ** Math.ceil(Math.log2(frameLength));
  return {
    preEmphasis,
    frameLength,
    hop,
    bins: fftSize / 2 + 1,
    melBands,
    frequencies: melCorners({ melBands, fmin, fmax }).slice(1, -1),
    window: window(frameLength),
    cosines: fourierTable(Math.cos, frameLength, fftSize),
    sines: fourierTable(Math.sin, frameLength, fftSize),
    filterbank: melFilterbank({ melBands, fmin, fmax, sampleRate, fftSize }),
  };
}

function must(holds: boolean, rule: string): void {
  if (!holds) throw new ValueError(`logMel: ${rule}`);
}

/** wave(2 pi n k / F), [N, F / 2 + 1]. */
function fourierTable(wave: (angle: number) => number, frameLength: number, fftSize: number): Float32Array {
  const bins = fftSize / 2 + 1;
  // The remainder keeps angles small, where the functions are exact.
  return Float32Array.from({ length: frameLength * bins }, (_, i) => {
    const turns = (Math.floor(i / bins) * (i % bins)) % fftSize;
    return wave((2 * Math.PI * turns) / fftSize);
  });
}
