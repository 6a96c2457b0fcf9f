import { ShapeError } from '../../../tensor/index.ts';
import type { Coverage, Pattern, ResolvedPattern } from '../../patterns/index.ts';

/**
 * Who sees what where keys are the windows of a sequence, `kernelSize` positions from every `factor`-th on, and then its positions
 * themselves. Query i sees the n windows that are over at i and begin before its own block of `factor`, and positions n `factor`
 * to i: all of its past, and nothing of the future.
 */
export function compressedPast(factor: number, kernelSize: number): Pattern {
  return {
    name: `compressedPast(${factor}, ${kernelSize})`,
    at: (L, S) => {
      const windows = S - L;
      if (windows !== Math.ceil(L / factor)) {
        throw new ShapeError(
          `compressedPast: keys must be ceil(L / ${factor}) windows and L positions; got L = ${L} and S = ${S}`,
        );
      }
      return resolve(factor, kernelSize, windows);
    },
  };
}

function resolve(factor: number, kernelSize: number, windows: number): ResolvedPattern {
  /** How many windows query i sees: those that begin before its block and are over. */
  const seen = (i: number): number =>
    Math.max(0, Math.min(Math.floor(i / factor), Math.floor((i - kernelSize + 1) / factor) + 1));
  const ofWindows = (i0: number, i1: number, j0: number, j1: number): Coverage => {
    if (j0 >= seen(i1 - 1)) return 'empty';
    return j1 <= seen(i0) ? 'full' : 'partial';
  };
  const ofPositions = (i0: number, i1: number, j0: number, j1: number): Coverage => {
    if (j1 <= seen(i0) * factor || j0 >= i1) return 'empty';
    return j0 >= seen(i1 - 1) * factor && j1 <= i0 + 1 ? 'full' : 'partial';
  };
  return {
    allows: (i, j) => (j < windows ? j < seen(i) : j - windows >= seen(i) * factor && j - windows <= i),
    block: (i0, i1, j0, j1) => {
      if (j1 <= windows) return ofWindows(i0, i1, j0, j1);
      if (j0 >= windows) return ofPositions(i0, i1, j0 - windows, j1 - windows);
      const parts = [ofWindows(i0, i1, j0, windows), ofPositions(i0, i1, 0, j1 - windows)];
      return parts[0] === parts[1] ? parts[0] : 'partial';
    },
  };
}
