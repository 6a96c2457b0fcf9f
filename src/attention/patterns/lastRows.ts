import { ShapeError } from '../../tensor/index.ts';
import type { Pattern } from './pattern.ts';

/** Of what a pattern shows S positions, what it shows the last L of them: decoding knows which ends meet. */
export function lastRows(pattern: Pattern): Pattern {
  return {
    ...pattern,
    at(L, S, b, h) {
      if (L > S) throw new ShapeError(`${pattern.name}: the last ${L} of ${S} positions are asked for`);
      const whole = pattern.at(S, S, b, h);
      const first = S - L;
      return {
        allows: (i, j) => whole.allows(first + i, j),
        block: (i0, i1, j0, j1) => whole.block(first + i0, first + i1, j0, j1),
      };
    },
  };
}
