import type { ResolvedPattern } from './pattern.ts';

/** Query i, which stands at key position i + offset, sees keys from `before` positions before that to `after` behind it. */
export function band(offset: number, before: number, after: number): ResolvedPattern {
  return {
    allows(i, j) {
      const distance = j - i - offset;
      return distance >= -before && distance <= after;
    },
    block(i0, i1, j0, j1) {
      const least = j0 - (i1 - 1) - offset;
      const most = j1 - 1 - i0 - offset;
      if (most < -before || least > after) return 'empty';
      return least >= -before && most <= after ? 'full' : 'partial';
    },
  };
}
