import type { Pattern, ResolvedPattern } from './pattern.ts';

/**
 * Query i sees key j where `allows(i, j)`. It is asked once for each of the L x S pairs, and what it said is kept for
 * those lengths: it must always answer the same. Where more is known, as for a window, implement `Pattern`.
 */
export function custom(
  allows: (i: number, j: number) => boolean,
  { name = 'custom' }: { name?: string } = {},
): Pattern {
  const resolved: ResolvedPattern = { allows, block: () => 'partial' };
  return { name, at: () => resolved };
}
