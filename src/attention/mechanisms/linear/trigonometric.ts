import { matmul, sinCos, type Tensor, tidy, transpose } from '../../../tensor/index.ts';
import type { FeatureMapCost, FeatureMapSizes } from './featureMap.ts';

/** [sin(W x), cos(W x)]: x [..., E] and W [m, E] -> [..., 2m]. */
export function trigonometric(x: Tensor, directions: Tensor): Tensor {
  return tidy(() => sinCos(matmul(x, transpose(directions))));
}

/** Of one such for queries and one for keys. */
export function trigonometricCost(m: number, { queries, keys, E }: FeatureMapSizes): FeatureMapCost {
  return {
    numFeatures: 2 * m,
    multiplyAdds: (queries + keys) * E * m,
    // The features of queries and keys, and, while some are made, their angles, too.
    bytes: 4 * m * (3 * queries + 2 * keys),
  };
}
