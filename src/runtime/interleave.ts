/** Small enough that a part and its counterpart lie within the 32 KiB over which deflate looks back. */
const PART = 8192;

/** Where each of the parts into which `length` bytes are cut begins, and the end. */
function borders(length: number, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * length) / parts));
}

function partsOf(lengths: readonly [number, number]): number {
  return Math.max(1, Math.ceil(Math.max(...lengths) / PART));
}

/**
 * Two arrays that are nearly the same, part by part in turns: compressed so, the second costs a fifth of what it costs by
 * itself. Builds of the same kernels differ in their multiply-adds alone.
 */
export function interleave(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  const parts = partsOf([a.length, b.length]);
  const [ofA, ofB] = [borders(a.length, parts), borders(b.length, parts)];
  for (let i = 0; i < parts; i++) {
    both.set(a.subarray(ofA[i], ofA[i + 1]), ofA[i] + ofB[i]);
    both.set(b.subarray(ofB[i], ofB[i + 1]), ofA[i + 1] + ofB[i]);
  }
  return both;
}

/** The two, from what `interleave` made and their lengths. */
export function deinterleave(
  both: Uint8Array,
  lengths: readonly [number, number],
): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  const parts = partsOf(lengths);
  const [a, b] = lengths.map((length) => new Uint8Array(length));
  const [ofA, ofB] = lengths.map((length) => borders(length, parts));
  for (let i = 0; i < parts; i++) {
    const middle = ofA[i + 1] + ofB[i];
    a.set(both.subarray(ofA[i] + ofB[i], middle), ofA[i]);
    b.set(both.subarray(middle, ofA[i + 1] + ofB[i + 1]), ofB[i]);
  }
  return [a, b];
}
