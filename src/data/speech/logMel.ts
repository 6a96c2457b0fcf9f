import { ValueError } from '../../tensor/errors.ts';
import { add, log, matmul, maximum, square, tensor, tidy } from '../../tensor/index.ts';
import { type LogMelOptions, type MelPlan, melPlan } from './melPlan.ts';

/** Frames of features. */
export interface SpeechFrames {
  /** [T, M] */
  frames: Float32Array;
  /** How many frames. */
  T: number;
  /** How many features each has. */
  M: number;
}

/** What is less is taken as this, so that silence has a logarithm. */
const FLOOR = 1e-10;

/**
 * Log-mel spectrogram, from samples [n] to frames [T, M]:
 *
 *   X[t, k] = sum over j < N of w[j] x[t hop + j] exp(-2 pi i j k / F)
 *   frames[t, m] = ln(max(1e-10, sum over k of |X[t, k]|^2 mel[k, m]))
 *
 * with N samples a frame, the least power of two F that holds them, and the triangles `mel` of HTK's scale, as
 * `librosa.filters.mel(htk=True, norm=None)` and torchaudio's `melscale_fbanks` have them. Frames lie within the samples,
 * T = 1 + floor((n - N) / hop), as with Kaldi's `snip-edges`; too few samples for one frame are filled up with silence.
 *
 * @throws ValueError on an option that makes no sense, on a band in which no frequency lies, or where there is no sample.
 */
export function logMel(samples: Float32Array, options: LogMelOptions): SpeechFrames {
  if (samples.length === 0) throw new ValueError('logMel: there is no sample');
  const plan = melPlan(options);
  const { frameLength: N, bins: K, melBands: M } = plan;
  const T = 1 + Math.max(0, Math.floor((samples.length - N) / plan.hop));
  const frames = tidy(() => {
    const x = tensor(cutFrames(samples, T, plan), { shape: [T, N] });
    // A Fourier transform this short is quicker as a product of matrices.
    const real = matmul(x, tensor(plan.cosines, { shape: [N, K] }));
    const imaginary = matmul(x, tensor(plan.sines, { shape: [N, K] }));
    const power = add(square(real), square(imaginary));
    return log(
      maximum(matmul(power, tensor(plan.filterbank, { shape: [K, M] })), FLOOR),
    ).read() as Float32Array;
  });
  return { frames, T, M };
}

/** Frames of the samples, pre-emphasized and weighted by the window: [T, N]. */
function cutFrames(
  samples: Float32Array,
  T: number,
  { frameLength, hop, window, preEmphasis }: MelPlan,
): Float32Array {
  const frames = new Float32Array(T * frameLength);
  for (let t = 0; t < T; t++) {
    for (let j = 0; j < frameLength; j++) {
      const n = t * hop + j;
      if (n >= samples.length) break;
      const before = n === 0 ? 0 : samples[n - 1];
      frames[t * frameLength + j] = window[j] * (samples[n] - preEmphasis * before);
    }
  }
  return frames;
}
