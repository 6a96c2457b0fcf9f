import { ValueError } from '../tensor/errors.ts';

/** The lengths of an example's sequences: the longest counts against the budget, the last is sorted by. */
export type Lengths<T> = (example: T) => readonly number[];

/**
 * Batches of examples of like length, in order of length: as many together as keep the longest length times their
 * number within `maxTokens`. An example that is longer by itself makes a batch of its own.
 */
export function packByLength<T>(examples: readonly T[], lengths: Lengths<T>, maxTokens: number): T[][] {
  if (!(maxTokens >= 1)) throw new ValueError(`packByLength: maxTokens must be at least 1; got ${maxTokens}`);
  const sized = examples.map((example) => {
    const all = lengths(example);
    return { example, key: all[all.length - 1], longest: Math.max(...all) };
  });
  sized.sort((a, b) => a.key - b.key);
  const batches: T[][] = [];
  let longest = 0;
  for (const item of sized) {
    const batch = batches.at(-1);
    longest = Math.max(longest, item.longest);
    if (batch && longest * (batch.length + 1) <= maxTokens) {
      batch.push(item.example);
    } else {
      batches.push([item.example]);
      longest = item.longest;
    }
  }
  return batches;
}
