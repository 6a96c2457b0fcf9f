import type { SentencePair } from '../../data/index.ts';

/** A sentence to translate, and every translation of it that the data holds. */
export interface ReferencedSource {
  readonly source: string;
  readonly references: readonly string[];
}

/** Pairs that share a source become one sentence with several references, in the order in which sources first come. */
export function groupReferences(pairs: readonly SentencePair[]): ReferencedSource[] {
  const bySource = new Map<string, string[]>();
  for (const { source, target } of pairs) {
    const references = bySource.get(source);
    if (references === undefined) bySource.set(source, [target]);
    else references.push(target);
  }
  return [...bySource].map(([source, references]) => ({ source, references }));
}

/** At most n of the items, spread evenly over all of them. */
export function spread<T>(items: readonly T[], n: number): T[] {
  const step = Math.max(1, Math.floor(items.length / n));
  return items.filter((_, i) => i % step === 0).slice(0, n);
}
