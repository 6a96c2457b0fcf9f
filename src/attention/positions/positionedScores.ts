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
  const { scale, bias = null } = product;
  if (positions === null) return { ...product, bias };
  const positioned = positions.apply(product.query, product.key, scale);
  return { ...positioned, scale, bias: sumOf(bias, positioned.bias) };
}

function sumOf(a: Tensor | null, b: Tensor | null): Tensor | null {
  return a !== null && b !== null ? add(a, b) : (a ?? b);
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
    if (product !== null) return scoresOfProduct(() => product);
    const scores = score.scores(query, key);
    const { bias } = positions.apply(query, key, 1);
    return bias === null ? scores : add(scores, bias);
  });
}
