import { dotProductScore } from './dot.ts';
import type { Score } from './score.ts';

/**
 * score(q, k) = q · k / √E, by default (Vaswani et al., 2017): the division keeps the variance of scores at 1 whatever
 * the size E, so that softmax does not saturate.
 *
 * @throws ShapeError at the call unless query and key have the same size E; `LowRankBilinearScore` projects them first.
 */
export function scaledDot({ scale }: { scale?: number } = {}): Score {
  return dotProductScore('scaledDot', (query, key) => ({
    query,
    key,
    scale: scale ?? 1 / Math.sqrt(query.shape[query.rank - 1]),
  }));
}
