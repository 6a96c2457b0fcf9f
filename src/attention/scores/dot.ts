import { matmul, mul, type Tensor, tidy, transpose } from '../../tensor/index.ts';
import type { DotProduct, Score } from './score.ts';

/** A score that is a dot product, given what it is a dot product of. */
export function dotProductScore(
  name: string,
  asDotProduct: (query: Tensor, key: Tensor) => DotProduct,
): Score {
  return {
    name,
    asDotProduct,
    scores: (query, key) =>
      tidy(() => {
        const product = asDotProduct(query, key);
        const scaled = product.scale === 1 ? product.query : mul(product.query, product.scale);
        return matmul(scaled, transpose(product.key));
      }),
  };
}

/** score(q, k) = q · k (Luong et al., 2015, "dot"). Query and key have the same size E. */
export function dot(): Score {
  return dotProductScore('dot', (query, key) => ({ query, key, scale: 1 }));
}
