import { type Align, alignedOffset } from './alignment.ts';
import { checkOptions } from './checkOptions.ts';
import type { Pattern } from './pattern.ts';
import { requireWhole } from './requireWhole.ts';

/**
 * Causal but for the first n positions, which see one another both ways: a prefix that is read and what is written after it, in
 * one sequence (prefix language model):
 *
 *     j < n or j <= i
 *
 * `n` is one for all sequences, or a list with one for each of the B. Where L differs from S, `align` says which ends meet, as for
 * `causal`.
 *
 * Source: Liu et al., 2018 (Generating Wikipedia); Raffel et al., 2020 (T5).
 *
 * @throws ValueError unless n is a whole number from 0 on; ShapeError at the call when L differs from S without an alignment.
 */
export function prefix(n: number | ArrayLike<number>, options: { align?: Align } = {}): Pattern {
  checkOptions('prefix', options);
  const { align } = options;
  const lengths = typeof n === 'number' ? [n] : Array.from(n);
  for (const length of lengths) requireWhole('prefix', 'n', length, 0);
  const text = typeof n === 'number' ? `${n}` : 'lengths';
  return {
    name: `prefix(${text})`,
    causal: lengths.every((length) => length <= 1),
    sequences: typeof n === 'number' ? undefined : lengths.length,
    at(L, S, b = 0) {
      const length = lengths[typeof n === 'number' ? 0 : b];
      const offset = alignedOffset('prefix', `${text}, `, L, S, align);
      return {
        allows: (i, j) => j < length || j <= i + offset,
        block(i0, i1, j0, j1) {
          if (j0 >= length && j0 > i1 - 1 + offset) return 'empty';
          return j1 <= length || j1 - 1 <= i0 + offset ? 'full' : 'partial';
        },
      };
    },
  };
}
