/**
 * Fills `out` with numbers from [-2, 2) that any language can make alike: element i is a hash of seed + i, all of it in
 * integers of 32 bits, and the division exact in float32. torchWorker.py has the same.
 */
export function fillUniform(out: Float32Array, seed: number): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = (hash(Math.imul(seed, 0x9e3779b1) + i) >>> 8) / 2 ** 22 - 2;
  return out;
}

/** `count` token ids from 4 on: those before are padding, the ends, and the unknown. */
export function tokens(count: number, vocabSize: number, seed: number): Int32Array {
  const first = 4;
  return Int32Array.from(
    { length: count },
    (_, i) => first + (hash(Math.imul(seed, 0x9e3779b1) + i) % (vocabSize - first)),
  );
}

/** The finalizer of Wellons, "Prospecting for hash functions", 2018 (lowbias32). */
function hash(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The seeds of attention's q, k, v and the gradient of its output, and of a product's two sides. */
export const seeds = { q: 1, k: 2, v: 3, g: 4, a: 5, b: 6, source: 7, target: 8, parameters: 100 } as const;

const SAMPLE = 65_536;

/** All of a result, or of a large one every so many elements: enough to tell whether two are the same. */
export function sample(values: ArrayLike<number>): Float32Array {
  const step = Math.ceil(values.length / SAMPLE) | 1;
  return Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]);
}
