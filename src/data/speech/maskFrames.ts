import type { Rng } from '../../tensor/rng.ts';
import type { SpeechFrames } from './logMel.ts';

/** How much of a recording may be hidden. */
export interface FrameMasks {
  /** The most neighbouring frames that are hidden, but never more than a fifth of all. */
  readonly maskedFrames: number;
  /** The most neighbouring bands. */
  readonly maskedBands: number;
}

const MOST_OF_TIME = 0.2;

/**
 * Frames [T, M] with some neighbouring frames, and some neighbouring bands, hidden: each is set to the mean of its band over
 * the recording, so that no single moment or band is enough to learn from (SpecAugment without its time warp, Park et al.,
 * 2019). How many, from none to the most, and where, is by chance.
 */
export function maskFrames(
  { frames, T, M }: SpeechFrames,
  { maskedFrames, maskedBands }: FrameMasks,
  rng: Rng,
): SpeechFrames {
  const masked = frames.slice();
  const means = bandMeans(frames, T, M);
  const [fromFrame, toFrame] = stretch(T, Math.min(maskedFrames, Math.floor(MOST_OF_TIME * T)), rng);
  const [fromBand, toBand] = stretch(M, Math.min(maskedBands, M), rng);
  for (let t = 0; t < T; t++) {
    const whole = t >= fromFrame && t < toFrame;
    const [from, to] = whole ? [0, M] : [fromBand, toBand];
    for (let m = from; m < to; m++) masked[t * M + m] = means[m];
  }
  return { frames: masked, T, M };
}

/** Up to `most` of `size` neighbours. */
function stretch(size: number, most: number, rng: Rng): [from: number, to: number] {
  const length = rng.integer(most + 1);
  const from = rng.integer(size - length + 1);
  return [from, from + length];
}

function bandMeans(frames: Float32Array, T: number, M: number): Float64Array {
  const means = new Float64Array(M);
  for (let i = 0; i < frames.length; i++) means[i % M] += frames[i] / T;
  return means;
}
