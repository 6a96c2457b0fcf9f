import { expandDims, matmul, squeeze, type Tensor, tidy } from '../../tensor/index.ts';

/** Σ_j weights_j x_j: weights [B, S], x [B, S, D] -> [B, D]. */
export function weightedSum(weights: Tensor, x: Tensor): Tensor {
  return tidy(() => squeeze(matmul(expandDims(weights, 1), x), 1));
}
