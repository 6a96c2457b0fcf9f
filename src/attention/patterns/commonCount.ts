import { ValueError } from '../../tensor/index.ts';
import type { Pattern } from './pattern.ts';

/** The number of sequences, or of heads, that all parts of a pattern are for; undefined where they are for any. */
export function commonCount(
  pattern: string,
  what: 'sequences' | 'heads',
  parts: readonly Pick<Pattern, 'sequences' | 'heads'>[],
): number | undefined {
  const counts = [...new Set(parts.map((part) => part[what]).filter((count) => count !== undefined))];
  if (counts.length <= 1) return counts[0];
  throw new ValueError(
    `${pattern}: its parts must be for the same number of ${what}; got parts for ${counts.join(' and ')}`,
  );
}
