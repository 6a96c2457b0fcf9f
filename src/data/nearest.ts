/** Fewest insertions, deletions and substitutions of UTF-16 units between the two (Levenshtein 1966). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/** Up to `count` of the names, the most alike first, case aside; those in order among equals. */
export function nearest(name: string, names: readonly string[], count: number): string[] {
  const lower = name.toLowerCase();
  return names
    .map((other) => ({ other, distance: editDistance(lower, other.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ other }) => other);
}
