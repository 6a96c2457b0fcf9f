/** Sequences of ids under each other, `[B, L]` row by row with L the longest length, the rest of each row padding. */
export interface PaddedBatch {
  ids: Int32Array;
  lengths: number[];
  shape: [number, number];
}

export function padBatch(sequences: readonly ArrayLike<number>[], padId: number): PaddedBatch {
  const lengths = sequences.map((sequence) => sequence.length);
  const longest = Math.max(0, ...lengths);
  const ids = new Int32Array(sequences.length * longest).fill(padId);
  for (const [row, sequence] of sequences.entries()) ids.set(sequence, row * longest);
  return { ids, lengths, shape: [sequences.length, longest] };
}
