import { ShapeError } from '../../tensor/index.ts';
import type { Pattern } from './pattern.ts';

/**
 * A query sees its own position and those before it. With as many queries as keys there is one way to line them up;
 * otherwise `align` says which ends meet: 'end' when the queries are the last of the keys (decoding with a cache),
 * 'start' when they are the first.
 *
 * @throws ShapeError when L differs from S and no alignment was given.
 */
export function causal({ align }: { align?: 'start' | 'end' } = {}): Pattern {
  return {
    name: 'causal',
    lower(L, S) {
      if (L !== S && align === undefined) {
        throw new ShapeError(
          `causal: with ${L} queries and ${S} keys it is open which ends meet. ` +
            "Pass causal({ align: 'end' }) if the queries are the last of the keys, or { align: 'start' }.",
        );
      }
      return { causalOffset: align === 'end' ? S - L : 0 };
    },
  };
}
