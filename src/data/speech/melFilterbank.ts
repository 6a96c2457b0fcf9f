import { ValueError } from '../../tensor/errors.ts';

/** The mel scale of HTK: 2595 log10(1 + f / 700). */
export const hertzToMel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
export const melToHertz = (mel: number) => 700 * (10 ** (mel / 2595) - 1);

export interface MelFilterbankOptions {
  melBands: number;
  /** Where the lowest band begins and the highest ends, in Hz. */
  fmin: number;
  fmax: number;
  sampleRate: number;
  fftSize: number;
}

/**
 * Triangles over the frequencies k sampleRate / fftSize, k from 0 to fftSize / 2: [fftSize / 2 + 1, melBands]. With corners
 * c_0 .. c_{M+1} at equal distances in mel, band m rises from c_m to 1 at c_{m+1}, and falls to c_{m+2}, in straight lines
 * over Hz: as `librosa.filters.mel(htk=True, norm=None)` and `torchaudio.functional.melscale_fbanks`.
 *
 * @throws ValueError where a band is so narrow that no frequency lies in it
 */
export function melFilterbank({
  melBands,
  fmin,
  fmax,
  sampleRate,
  fftSize,
}: MelFilterbankOptions): Float32Array {
  const bins = fftSize / 2 + 1;
  const corners = melCorners({ melBands, fmin, fmax });
  const bank = new Float32Array(bins * melBands);
  for (let m = 0; m < melBands; m++) {
    const [left, center, right] = corners.slice(m, m + 3);
    let total = 0;
    for (let k = 0; k < bins; k++) {
      const hertz = (k * sampleRate) / fftSize;
      const weight = Math.max(
        0,
        Math.min((hertz - left) / (center - left), (right - hertz) / (right - center)),
      );
      bank[k * melBands + m] = weight;
      total += weight;
    }
    if (total > 0) continue;
    throw new ValueError(
      `melFilterbank: none of the ${bins} frequencies lies in band ${m + 1} of ${melBands} ` +
        `(${left.toFixed(0)} to ${right.toFixed(0)} Hz); ask for fewer bands, or longer frames`,
    );
  }
  return bank;
}

/** c_0 .. c_{M+1} in Hz, at equal distances in mel; c_{m+1} is the middle of band m. */
export function melCorners({
  melBands,
  fmin,
  fmax,
}: Pick<MelFilterbankOptions, 'melBands' | 'fmin' | 'fmax'>): number[] {
  const low = hertzToMel(fmin);
  const step = (hertzToMel(fmax) - low) / (melBands + 1);
  return Array.from({ length: melBands + 2 }, (_, m) => melToHertz(low + m * step));
}
