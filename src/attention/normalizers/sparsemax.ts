import { sparsemax as sparsemaxOf, tidy } from '../../tensor/index.ts';
import { hideScores } from './hideScores.ts';
import type { Normalizer } from './normalizer.ts';

/**
 * weight = max(0, score - t), with the t for which a query's weights sum to 1 (Martins and Astudillo, 2016): keys that score
 * low get exactly 0, so that a map shows few, and those only.
 */
export function sparsemax(): Normalizer {
  return {
    name: 'sparsemax',
    normalize: (scores, mask) => tidy(() => sparsemaxOf(hideScores(scores, mask))),
  };
}
