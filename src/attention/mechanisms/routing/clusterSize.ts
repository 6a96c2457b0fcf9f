/** ⌈L / k⌉, of each sequence by itself where they have lengths: then it does not matter how far they are padded. */
export function clusterSize(L: number, lengths: readonly number[] | null, k: number): number | number[] {
  return lengths === null ? Math.ceil(L / k) : lengths.map((length) => Math.ceil(length / k));
}
