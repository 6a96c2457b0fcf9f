import { maximum, mul, rsqrt, square, sum, type Tensor, tidy } from '../../tensor/index.ts';
import { dotProductScore } from './dot.ts';
import type { Score } from './score.ts';

/** The least length that is told from 0. */
const LEAST = 1e-8;

/**
 * score(q, k) = scale · q · k / (|q| |k|): the angle alone counts (Graves et al., 2014, who sharpen it by the scale, their β).
 * Scores lie between -scale and scale; a vector of zeros scores 0 with all.
 *
 * @throws ShapeError at the call unless query and key have the same size E.
 */
export function cosine({ scale = 1 }: { scale?: number } = {}): Score {
  return dotProductScore('cosine', (query, key) => ({
    query: toUnitLength(query),
    key: toUnitLength(key),
    scale,
  }));
}

function toUnitLength(x: Tensor): Tensor {
  return tidy(() => mul(x, rsqrt(maximum(sum(square(x), -1, true), LEAST ** 2))));
}
