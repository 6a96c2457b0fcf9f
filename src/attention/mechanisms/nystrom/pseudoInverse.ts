import {
  abs,
  div,
  eye,
  matmul,
  max,
  maximum,
  mul,
  sub,
  sum,
  type Tensor,
  tidy,
  transpose,
} from '../../../tensor/index.ts';

/** Below all norms but those of zeros. */
const TINY = 1e-30;

/**
 * The Moore-Penrose inverse of matrices A [..., M, N] -> [..., N, M], by the iteration of third order of Razavi et al. (2014),
 *
 *     Z ← ¼ Z (13 I - A Z (15 I - A Z (7 I - A Z))),   from Z = Aᵀ / (‖A‖₁ ‖A‖∞)
 *
 * where the norms are the largest sums of sizes along columns and rows, of each matrix by itself. It takes 2 M² (M + N) multiply-adds
 * an iteration. The smaller a singular value, the later its direction converges; until then it counts for less
 * than it should. What rounding leaves in directions of none grows by 13/4 an iteration, so that more than some 15 do harm there.
 */
export function pseudoInverse(matrices: Tensor, iterations: number): Tensor {
  return tidy(() => {
    const identity = eye(matrices.shape[matrices.rank - 2]);
    let inverse = initial(matrices);
    for (let i = 0; i < iterations; i++) inverse = improved(inverse, matrices, identity);
    return inverse;
  });
}

function improved(inverse: Tensor, matrices: Tensor, identity: Tensor): Tensor {
  return tidy(() => {
    const product = matmul(matrices, inverse);
    const rest = (times: number, x: Tensor): Tensor => sub(mul(identity, times), x);
    const inner = rest(15, matmul(product, rest(7, product)));
    return mul(matmul(inverse, rest(13, matmul(product, inner))), 0.25);
  });
}

function initial(matrices: Tensor): Tensor {
  // Nothing has no norm.
  if (matrices.size === 0) return transpose(matrices);
  return tidy(() => {
    const sizes = abs(matrices);
    const norm = (axis: number): Tensor => max(sum(sizes, axis, true), [-2, -1], true);
    return div(transpose(matrices), maximum(mul(norm(-2), norm(-1)), TINY));
  });
}
