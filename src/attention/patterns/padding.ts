import { ShapeError, ValueError } from '../../tensor/index.ts';
import type { Pattern } from './pattern.ts';

/**
 * In sequence b only the first lengths[b] keys are real, and the others are seen by nobody:
 *
 *     j < lengths[b]
 *
 * The option `lengths` of a call does the same; this is for lengths that belong to the pattern, and for combining.
 *
 * @throws ValueError unless lengths are whole numbers from 0 on; ShapeError at the call when one is beyond S.
 */
export function padding(lengths: ArrayLike<number>): Pattern {
  const real = Array.from(lengths);
  if (!real.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new ValueError(`padding: lengths must be whole numbers from 0 on; got [${real.join(', ')}]`);
  }
  return {
    name: 'padding',
    sequences: real.length,
    fixedLength: true,
    at(_, S, b = 0) {
      const n = real[b];
      if (n > S) {
        throw new ShapeError(`padding: lengths must be from 0 to S = ${S} keys; got ${n} for sequence ${b}`);
      }
      return {
        allows: (_, j) => j < n,
        block(_i0, _i1, j0, j1) {
          if (j0 >= n) return 'empty';
          return j1 <= n ? 'full' : 'partial';
        },
      };
    },
  };
}
