import type { Pattern } from './pattern.ts';

/** Whether patterns of which each may be seen are causal: if all are; not if one is not; otherwise it is not known. */
export function causalIfAll(patterns: readonly Pick<Pattern, 'causal'>[]): boolean | undefined {
  if (patterns.every(({ causal }) => causal)) return true;
  return patterns.some(({ causal }) => causal === false) ? false : undefined;
}
