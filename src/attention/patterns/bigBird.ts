import { ValueError } from '../../tensor/index.ts';
import { type Align, alignedOffset } from './alignment.ts';
import { blockDiagonal } from './blockDiagonal.ts';
import { byHead } from './byHead.ts';
import { checkOptions } from './checkOptions.ts';
import { or } from './combinators.ts';
import { inBlocks } from './inBlocks.ts';
import type { Pattern, ResolvedPattern } from './pattern.ts';
import { randomBlocks } from './randomBlocks.ts';
import { requireWhole } from './requireWhole.ts';

export interface BigBirdOptions {
  /** Positions a block; multiples of 64 cost the least. */
  readonly blockSize?: number;
  /** How many blocks a query's window is wide, its own in the middle: an odd number. */
  readonly windowBlocks?: number;
  /** How many of the first blocks see all and are seen by all. */
  readonly globalBlocks?: number;
  /** How many blocks each block of queries sees by chance. */
  readonly randomBlocks?: number;
  /** Of the random blocks. */
  readonly seed: number;
  /** So many heads see different random blocks; all heads the same ones unless it is given. */
  readonly numHeads?: number;
  readonly align?: Align;
}

/**
 * Window, global and random blocks together (Zaheer et al., 2020, Big Bird, ITC): with block n of positions n b to (n + 1) b - 1,
 * queries of block m see block n where
 *
 *     |m - n| <= (w - 1) / 2  or  m < g  or  n < g  or  n is one of r drawn for m
 *
 * b = `blockSize` 64, w = `windowBlocks` 3, g = `globalBlocks` 2 and r = `randomBlocks` 3, as in the paper. Random blocks are
 * drawn from all, those of the window among them. The paper has it for encoders; `and(causal(), bigBird(...))` hides the future, and
 * with it half of the random blocks.
 *
 * @throws ValueError unless sizes are whole numbers, windowBlocks an odd one; ShapeError at the call when there is another
 * number of heads than numHeads, or L differs from S without an alignment.
 */
export function bigBird(options: BigBirdOptions): Pattern {
  checkOptions('bigBird', options, 'seed');
  const {
    blockSize = 64,
    windowBlocks = 3,
    globalBlocks = 2,
    randomBlocks: blocksPerRow = 3,
    seed,
    numHeads,
    align,
  } = options;
  if (!(Number.isInteger(windowBlocks) && windowBlocks > 0 && windowBlocks % 2 === 1)) {
    throw new ValueError(
      `bigBird: windowBlocks must be an odd whole number, the query's own block in the middle; got ${windowBlocks}`,
    );
  }
  requireWhole('bigBird', 'blockSize', blockSize);
  requireWhole('bigBird', 'globalBlocks', globalBlocks, 0);
  if (numHeads !== undefined) requireWhole('bigBird', 'numHeads', numHeads);
  const fixed = [
    firstBlocks(globalBlocks, blockSize, align),
    blockDiagonal(blockSize, { neighbors: (windowBlocks - 1) / 2, align }),
  ];
  const withSeed = (own: number): Pattern =>
    or(...fixed, randomBlocks({ blocksPerRow, blockSize, seed: own, align }));
  const pattern =
    numHeads === undefined
      ? withSeed(seed)
      : byHead(Array.from({ length: numHeads }, (_, h) => withSeed(seed + h)));
  return { ...pattern, name: `bigBird(${windowBlocks}, ${globalBlocks}, ${blocksPerRow})` };
}

/** The first `count` blocks see all and are seen by all. */
function firstBlocks(count: number, size: number, align: Align | undefined): Pattern {
  const within = (from: number, to: number) => Math.max(0, Math.min(to, count) - Math.max(from, 0));
  const blocks: ResolvedPattern = {
    allows: (m, n) => (m >= 0 && m < count) || n < count,
    block(m0, m1, n0, n1) {
      const [queries, keys] = [within(m0, m1), within(n0, n1)];
      if (queries === 0 && keys === 0) return 'empty';
      return queries === m1 - m0 || keys === n1 - n0 ? 'full' : 'partial';
    },
  };
  return {
    name: `firstBlocks(${count})`,
    at: (L, S) => inBlocks(blocks, size, alignedOffset('bigBird', '', L, S, align)),
  };
}
