import { concat, cos, matmul, sin, type Tensor, tidy, transpose } from '../../../tensor/index.ts';
import type { FeatureMapCost, FeatureMapSizes } from './featureMap.ts';

/** [sin(W x), cos(W x)]: x [..., E] and W [m, E] -> [..., 2m]. */
export function trigonometric(x: Tensor, directions: Tensor): Tensor {
  return tidy(() => {
    const angles = matmul(x, transpose(directions));
    return concat([sin(angles), cos(angles)], -1);
  });
}

/** Of one such for queries and one for keys. */
export function trigonometricCost(m: number, { queries, keys, E }: FeatureMapSizes): FeatureMapCost {
  return {
    numFeatures: 2 * m,
    multiplyAdds: (queries + keys) * E * m,
    // The features of queries, and, while those of keys are made, what they are made of, too.
    bytes: 4 * m * (2 * queries + 4 * keys),
  };
}
