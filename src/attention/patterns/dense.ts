import type { Pattern, ResolvedPattern } from './pattern.ts';

const everything: ResolvedPattern = { allows: () => true, block: () => 'full' };

/** Every query sees every key. */
export function dense(): Pattern {
  return { name: 'dense', causal: false, at: () => everything };
}
