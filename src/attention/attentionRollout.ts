import { add, eye, matmul, mean, mul, ShapeError, type Tensor, tidy } from '../tensor/index.ts';

/**
 * How much each position of the input comes through to each position of the output of layers with residual connections
 * (Abnar and Zuidema, 2020): with W_l the mean over heads of layer l's weights,
 *
 *     rollout = A_n ... A_2 A_1,   A_l = (W_l + I) / 2
 *
 * weights [B, H, L, L] of each layer, the first layer's first -> [B, L, L], whose rows add up to 1.
 *
 * @throws ShapeError if there are none, or they are not square.
 */
export function attentionRollout(weights: readonly Tensor[]): Tensor {
  const L = weights[0]?.shape[3];
  if (weights.some(({ rank, shape }) => rank !== 4 || shape[2] !== L || shape[3] !== L) || L === undefined) {
    throw new ShapeError(
      'attentionRollout: needs self-attention weights [B, H, L, L] of at least one layer, all of one L; ' +
        `got ${weights.map(({ shape }) => `[${shape.join(', ')}]`).join(', ') || 'none'}`,
    );
  }
  return tidy(() => {
    const identity = eye(L);
    return weights
      .map((layer) => mul(add(mean(layer, 1), identity), 0.5))
      .reduce((below, own) => matmul(own, below));
  });
}
