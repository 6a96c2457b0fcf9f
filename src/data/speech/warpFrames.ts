import type { Rng } from '../../tensor/rng.ts';
import type { SpeechFrames } from './logMel.ts';

/** How far frames may be warped: each is the most of a share by which an axis is stretched or shrunk. */
export interface FrameWarp {
  /** Of time: somebody speaks slower or faster. */
  readonly tempo: number;
  /** Of the frequency axis, in bands: somebody's vocal tract is shorter or longer. */
  readonly pitch: number;
}

/**
 * Frames [T, M] as if somebody else had spoken: y[t, m] = x[t / a, m / b], between frames and bands by linear interpolation,
 * with a and b by chance, uniform from 1 - tempo to 1 + tempo and from 1 - pitch to 1 + pitch (vocal tract length
 * perturbation, Jaitly and Hinton, 2013, on bands that are there already). T becomes round(a T).
 */
export function warpFrames(
  { frames, T, M }: SpeechFrames,
  { tempo, pitch }: FrameWarp,
  rng: Rng,
): SpeechFrames {
  const slower = 1 + tempo * (2 * rng.uniform() - 1);
  const higher = 1 + pitch * (2 * rng.uniform() - 1);
  const length = Math.max(1, Math.round(T * slower));
  const bands = Array.from({ length: M }, (_, m) => between(m / higher, M));
  const warped = new Float32Array(length * M);
  for (let t = 0; t < length; t++) {
    const [before, after, share] = between(t / slower, T);
    for (let m = 0; m < M; m++) {
      const [low, high, part] = bands[m];
      const at = (frame: number) => (1 - part) * frames[frame * M + low] + part * frames[frame * M + high];
      warped[t * M + m] = (1 - share) * at(before) + share * at(after);
    }
  }
  return { frames: warped, T: length, M };
}

/** The two of `size` places between which a point lies, and how far it is from the first; the last beyond them. */
function between(point: number, size: number): [first: number, second: number, share: number] {
  const first = Math.min(Math.floor(point), size - 1);
  return [first, Math.min(first + 1, size - 1), first === size - 1 ? 0 : point - first];
}
