import { ShapeError, ValueError } from '../../tensor/index.ts';
import { type Align, alignedOffset } from './alignment.ts';
import { checkOptions } from './checkOptions.ts';
import type { Pattern } from './pattern.ts';

/**
 * Chosen positions see all and are seen by all, and others see nothing else: for `or(slidingWindow(256), global([0]))`.
 *
 *     i in tokens or j in tokens
 *
 * `tokens` are positions among the S keys. Where L differs from S, `align` says which ends meet, as for `causal`: it
 * tells which queries stand at those positions.
 *
 * Source: global attention of Beltagy et al., 2020 (Longformer); Zaheer et al., 2020 (Big Bird); Ainslie et al., 2020 (ETC).
 *
 * @throws ValueError unless tokens are whole numbers from 0 on; ShapeError at the call when one is beyond S, or when L
 * differs from S without an alignment.
 */
export function global(tokens: ArrayLike<number>, options: { align?: Align } = {}): Pattern {
  checkOptions('global', options);
  const { align } = options;
  const chosen = new Set(Array.from(tokens));
  for (const token of chosen) {
    if (!(Number.isInteger(token) && token >= 0)) {
      throw new ValueError(`global: tokens must be positions, whole numbers from 0 on; got ${token}`);
    }
  }
  const sorted = [...chosen].sort((a, b) => a - b);
  const count = (from: number, to: number): number => firstFrom(sorted, to) - firstFrom(sorted, from);
  return {
    name: `global(${sorted.length})`,
    at(L, S) {
      const last = sorted.at(-1);
      if (last !== undefined && last >= S) {
        throw new ShapeError(
          `global: tokens must be positions from 0 to ${S - 1} (S = ${S} keys); got ${last}`,
        );
      }
      const offset = alignedOffset('global', 'tokens, ', L, S, align);
      return {
        allows: (i, j) => chosen.has(i + offset) || chosen.has(j),
        block(i0, i1, j0, j1) {
          const queries = count(i0 + offset, i1 + offset);
          const keys = count(j0, j1);
          if (queries === 0 && keys === 0) return 'empty';
          return queries === i1 - i0 || keys === j1 - j0 ? 'full' : 'partial';
        },
      };
    },
  };
}

/** How many of ascending `values` are below `bound`. */
function firstFrom(values: readonly number[], bound: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle] < bound) from = middle + 1;
    else to = middle;
  }
  return from;
}
