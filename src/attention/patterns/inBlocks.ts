import type { ResolvedPattern } from './pattern.ts';

/**
 * What `blocks` says of numbers of blocks, said of positions: block n holds positions n size to (n + 1) size - 1. Query i stands
 * at key position i + offset.
 */
export function inBlocks(blocks: ResolvedPattern, size: number, offset: number): ResolvedPattern {
  const of = (position: number) => Math.floor(position / size);
  return {
    allows: (i, j) => blocks.allows(of(i + offset), of(j)),
    block: (i0, i1, j0, j1) => blocks.block(of(i0 + offset), of(i1 - 1 + offset) + 1, of(j0), of(j1 - 1) + 1),
  };
}
