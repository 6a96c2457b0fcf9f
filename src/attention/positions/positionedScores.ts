import { add, type Tensor, tidy } from '../../tensor/index.ts';
import { scoresOfProduct } from '../scores/dot.ts';
import type { DotProduct, Score } from '../scores/index.ts';
import type { RelativePositions } from './relativePositions.ts';

/** scale · query · key + bias. */
export interface PositionedProduct extends DotProduct {
  readonly bias: Tensor | null;
}

/** What the score is a dot product of, once positions have done their part; null where it is none. */
export function positionedProduct(
  score: Score,
  positions: RelativePositions | null,
  query: Tensor,
  key: Tensor,
): PositionedProduct | null {
  const product = score.asDotProduct?.(query, key);
  if (product === undefined) return null;
  const { scale } = product;
  if (positions === null) return { ...product, bias: null };
  return { ...positions.apply(product.query, product.key, scale), scale };
}

/** All scores, [B, H, L, S]. */
export function positionedScores(
  score: Score,
  positions: RelativePositions | null,
  query: Tensor,
  key: Tensor,
): Tensor {
  if (positions === null) return score.scores(query, key);
  return tidy(() => {
    const product = positionedProduct(score, positions, query, key);
    const scores = product === null ? score.scores(query, key) : scoresOfProduct(() => product);
    const { bias } = product ?? positions.apply(query, key, 1);
    return bias === null ? scores : add(scores, bias);
  });
}
