import { type Align, alignedOffset } from './alignment.ts';
import { band } from './band.ts';
import { checkOptions } from './checkOptions.ts';
import { inBlocks } from './inBlocks.ts';
import type { Pattern } from './pattern.ts';
import { requireWhole } from './requireWhole.ts';

/**
 * The sequence is cut into blocks of `size`, and a query sees its own block and `neighbors` blocks on either side of it:
 *
 *     |floor(i / size) - floor(j / size)| <= neighbors
 *
 * A size that is a multiple of 64 costs the least. Where L differs from S, `align` says which ends meet, as for `causal`.
 *
 * Source: blockwise attention of Qiu et al., 2020 (Blockwise Self-Attention); with neighbors, the window in blocks of Zaheer et
 * al., 2020 (Big Bird).
 *
 * @throws ValueError unless size is a whole number from 1 and neighbors one from 0 on; ShapeError at the call when L differs
 * from S without an alignment.
 */
export function blockDiagonal(size: number, options: { neighbors?: number; align?: Align } = {}): Pattern {
  checkOptions('blockDiagonal', options);
  const { neighbors = 0, align } = options;
  requireWhole('blockDiagonal', 'size', size);
  requireWhole('blockDiagonal', 'neighbors', neighbors, 0);
  const blocks = band(0, neighbors, neighbors);
  return {
    name: `blockDiagonal(${size}${neighbors > 0 ? `, { neighbors: ${neighbors} }` : ''})`,
    at: (L, S) => inBlocks(blocks, size, alignedOffset('blockDiagonal', `${size}, `, L, S, align)),
  };
}
