import { abs, eye, matmul, max, maximum, mul, sub, sum, type Tensor, tidy, transpose } from '../../tensor/index.ts';

/**
 * The Moore-Penrose inverse of matrices A [..., M, N] -> [..., N, M], by the iteration of third order of Razavi et al. (2014),
 *
 *     Z ← ¼ Z (13 I - A Z (15 I - A Z (7 I - A Z))),   from Z = Aᵀ / (‖A‖₁ ‖A‖∞)
 *
 * where the norms are the largest sums along columns and rows, of each matrix by itself. A direction of singular value σ has
 * converged after some log(‖A‖₁ ‖A‖∞ / σ²) / log(13 / 4) steps; those of smaller ones are damped, not blown up.
 */
export function pseudoInverse(matrices: Tensor, iterations: number): Tensor {
  return tidy(() => {
    const M = matrices.shape[matrices.rank - 2];
    const [seven, fifteen, thirteen] = [7, 15, 13].map((factor) => mul(eye(M), factor));
    let inverse = initial(matrices);
    for (let i = 0; i < iterations; i++) inverse = improved(inverse);
    return inverse;

    function improved(z: Tensor): Tensor {
      return tidy(() => {
        const product = matmul(matrices, z);
        const inner = sub(fifteen, matmul(product, sub(seven, product)));
        return mul(matmul(z, sub(thirteen, matmul(product, inner))), 0.25);
      });
    }
  });
}

/** Of a matrix of zeros, zeros. */
function initial(matrices: Tensor): Tensor {
  const sizes = abs(matrices);
  const norm = (axis: number) => max(sum(sizes, axis, true), [-2, -1], true);
  return mul(transpose(matrices), maximum(mul(norm(-2), norm(-1)), TINY).pow(-1));
}

const TINY = 1e-30;
