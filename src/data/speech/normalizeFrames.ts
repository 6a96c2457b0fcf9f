import type { SpeechFrames } from './logMel.ts';

/** Keeps a feature that never changes from being divided by zero. */
const EPSILON = 1e-5;

/**
 * Each feature of an utterance with mean 0 and variance 1 over its frames: (x - mean) / sqrt(variance + 1e-5). So it does
 * not matter how loud it is: loudness adds to logarithms.
 */
export function normalizeFrames({ frames, T, M }: SpeechFrames): SpeechFrames {
  const normalized = new Float32Array(frames.length);
  for (let m = 0; m < M; m++) {
    let sum = 0;
    for (let t = 0; t < T; t++) sum += frames[t * M + m];
    const mean = sum / T;
    let squares = 0;
    for (let t = 0; t < T; t++) squares += (frames[t * M + m] - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / T + EPSILON);
    for (let t = 0; t < T; t++) normalized[t * M + m] = (frames[t * M + m] - mean) * scale;
  }
  return { frames: normalized, T, M };
}
