import type { SpeechFrames } from './logMel.ts';

/** Keeps what never changes from being divided by zero. */
const EPSILON = 1e-5;

export interface NormalizeFramesOptions {
  /**
   * What has mean 0 and variance 1: each band by itself, which also takes away how a microphone or a voice colours the sound
   * throughout, or the recording as a whole, which takes away its loudness alone.
   */
  over?: 'bands' | 'recording';
}

/**
 * Features of an utterance with mean 0 and variance 1 over its frames, (x - mean) / sqrt(variance + 1e-5): each band by
 * itself, or all of them together. So it does not matter how loud it is: loudness adds to logarithms.
 */
export function normalizeFrames(
  { frames, T, M }: SpeechFrames,
  { over = 'bands' }: NormalizeFramesOptions = {},
): SpeechFrames {
  const groups = over === 'bands' ? M : 1;
  const size = frames.length / groups;
  const means = new Float64Array(groups);
  for (let i = 0; i < frames.length; i++) means[i % groups] += frames[i] / size;
  const variances = new Float64Array(groups);
  for (let i = 0; i < frames.length; i++)
    variances[i % groups] += (frames[i] - means[i % groups]) ** 2 / size;
  const scales = variances.map((variance) => 1 / Math.sqrt(variance + EPSILON));
  return { frames: frames.map((x, i) => (x - means[i % groups]) * scales[i % groups]), T, M };
}
