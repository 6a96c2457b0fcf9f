import { ValueError } from '../../tensor/errors.ts';

/** Zero crossings of the sinc on either side: more are sharper, and slower. */
const ZERO_CROSSINGS = 32;
/** The cutoff as a part of the lower Nyquist frequency, so that the filter has closed when it reaches that. */
const ROLLOFF = 0.9;
/** Of the Kaiser window: what should not pass is damped by some 85 dB. */
const KAISER_BETA = 8.6;

/**
 * The samples at another rate, by the band-limited interpolation of Smith (https://ccrma.stanford.edu/~jos/resample):
 * y[n] = sum over k of x[k] h(n from / to - k), where h(t) = c sinc(c t) kaiser(t c / 32) and c = 0.9 min(1, to / from).
 * From 0.8 of the lower Nyquist frequency on, what is heard fades (by 6 dB at 0.9); from that itself on, it is 90 dB down.
 * Before and after the samples is silence.
 *
 * @param from samples a second that there are, an integer
 * @param to samples a second that there shall be
 * @returns ceil(samples to / from) samples
 * @throws ValueError on a rate that is no positive integer
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  for (const rate of [from, to]) {
    if (Number.isInteger(rate) && rate > 0) continue;
    throw new ValueError(`resample: a sample rate must be a positive integer; got ${rate}`);
  }
  if (from === to) return samples.slice();
  const divisor = greatestCommonDivisor(from, to);
  const up = to / divisor;
  const down = from / divisor;
  const cutoff = ROLLOFF * Math.min(1, to / from);
  const reach = Math.ceil(ZERO_CROSSINGS / cutoff);
  // Places between two samples repeat: one filter for each.
  const filters = new Map<number, Float64Array>();
  const output = new Float32Array(Math.ceil((samples.length * up) / down));
  for (let n = 0; n < output.length; n++) {
    const phase = (n * down) % up;
    const filter = filters.get(phase) ?? makeFilter(phase / up, cutoff, reach);
    filters.set(phase, filter);
    output[n] = dotAt(samples, filter, (n * down - phase) / up - reach);
  }
  return output;
}

/** h(fraction - k) for k from -reach to reach. */
function makeFilter(fraction: number, cutoff: number, reach: number): Float64Array {
  return Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const t = cutoff * (fraction - (i - reach));
    return cutoff * sinc(t) * kaiser(t / ZERO_CROSSINGS);
  });
}

/** The filter over the samples from `start`, which may lie before the first or run beyond the last. */
function dotAt(samples: Float32Array, filter: Float64Array, start: number): number {
  const end = Math.min(filter.length, samples.length - start);
  let sum = 0;
  for (let i = Math.max(0, -start); i < end; i++) sum += filter[i] * samples[start + i];
  return sum;
}

const sinc = (t: number) => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));

const kaiserPeak = besselI0(KAISER_BETA);

/** Zero beyond -1 and 1. */
function kaiser(t: number): number {
  return Math.abs(t) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - t * t)) / kaiserPeak;
}

/** The modified Bessel function of the first kind, of order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  for (let term = 1, k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
