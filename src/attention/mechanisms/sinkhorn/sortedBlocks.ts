import {
  div,
  expandDims,
  greater,
  log,
  matmul,
  maximum,
  reshape,
  type Tensor,
  tidy,
  where,
} from '../../../tensor/index.ts';

/** Shares below it count as it. */
const LEAST = 1e-30;

/** How much of each place of a mixed block is real: weights [B, H, n, N] over real places [B, H, N, size] -> [B, H, n, size]. */
export function sharesOf(weights: Tensor, amount: Tensor): Tensor {
  return tidy(() => matmul(weights, amount));
}

/**
 * Blocks mixed by weights: [B, H, n, N] over blocks [B, H, N, size, E] -> [B, H, n, size, E]. With `shares`, each place is the mean
 * over the blocks in which it is real.
 */
export function mixBlocks(weights: Tensor, blocks: Tensor, shares: Tensor | null): Tensor {
  const [B, H, N, size, E] = blocks.shape;
  return tidy(() => {
    const flat = matmul(weights, reshape(blocks, [B, H, N, size * E]));
    const mixed = reshape(flat, [B, H, weights.shape[2], size, E]);
    return shares === null ? mixed : div(mixed, expandDims(maximum(shares, LEAST), -1));
  });
}

/** What to add to the scores of mixed keys, so that each counts as much as it is real: ln share. */
export function biasOfShares(shares: Tensor): Tensor {
  return tidy(() => where(greater(shares, 0), log(maximum(shares, LEAST)), Number.NEGATIVE_INFINITY));
}
