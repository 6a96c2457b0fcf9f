import { entmax15 as entmax15Of, tidy } from '../../tensor/index.ts';
import { hideScores } from './hideScores.ts';
import type { Normalizer } from './normalizer.ts';

/**
 * weight = max(0, score / 2 - t)², with the t for which a query's weights sum to 1 (Peters, Niculae and Martins, 2019): sparse
 * like sparsemax, but smooth where weights begin, as softmax is everywhere.
 */
export function entmax15(): Normalizer {
  return {
    name: 'entmax15',
    normalize: (scores, mask) => tidy(() => entmax15Of(hideScores(scores, mask))),
  };
}
