import { add, matmul, mul, type Tensor, tidy, transpose } from '../../tensor/index.ts';
import { requireSameSize } from './requireSameSize.ts';
import type { DotProduct, Score } from './score.ts';

/** All scores [..., L, S] of a dot product. */
export function scoresOfProduct(product: () => DotProduct): Tensor {
  return tidy(() => {
    const { query, key, scale, bias } = product();
    const scores = matmul(scale === 1 ? query : mul(query, scale), transpose(key));
    return bias ? add(scores, bias) : scores;
  });
}

/** A score without parameters that is a dot product, given what it is a dot product of. */
export function dotProductScore(name: string, productOf: (query: Tensor, key: Tensor) => DotProduct): Score {
  const asDotProduct = (query: Tensor, key: Tensor): DotProduct => {
    requireSameSize(name, query, key);
    return productOf(query, key);
  };
  return { name, asDotProduct, scores: (query, key) => scoresOfProduct(() => asDotProduct(query, key)) };
}

/**
 * score(q, k) = q · k (Luong et al., 2015, "dot").
 *
 * @throws ShapeError at the call unless query and key have the same size E.
 */
export function dot(): Score {
  return dotProductScore('dot', (query, key) => ({ query, key, scale: 1 }));
}
