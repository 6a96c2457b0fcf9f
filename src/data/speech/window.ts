/** Weights of the samples of a frame, so that it does not begin and end abruptly. */
export type Window = (length: number) => Float64Array;

/** sin^2(pi n / N): one period, as for spectra (PyTorch's `hann_window`, librosa's `hann`). */
export const hannWindow: Window = (length) =>
  Float64Array.from({ length }, (_, n) => Math.sin((Math.PI * n) / length) ** 2);

/** (sin^2(pi n / (N - 1)))^0.85: Kaldi's own, which is like a Hamming window but ends at zero. */
export const poveyWindow: Window = (length) =>
  Float64Array.from({ length }, (_, n) => (Math.sin((Math.PI * n) / (length - 1)) ** 2) ** 0.85);
