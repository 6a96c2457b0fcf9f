import {
  div,
  exp,
  log,
  logSumExp,
  matmul,
  maximum,
  sub,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  where,
} from '../../../tensor/index.ts';

/** Stands for ln 0, so that no -Infinity is subtracted from another. */
const HIDDEN = -1e30;
/** Sums below it count as it, so that their logarithm is finite. */
const LEAST = 1e-30;

export interface SinkhornNormalizeOptions {
  /** Low ones come near to a permutation. */
  readonly temperature?: number;
  /** How often columns, and rows after them, are balanced; with 0 it is a softmax of rows. */
  readonly iterations: number;
  /** bool, broadcasting to the scores: where weights may be other than 0. */
  readonly mask?: Tensor | null;
  /** Each row is balanced against those before it alone, so that no row depends on a later one. */
  readonly cumulative?: boolean;
}

/**
 * Sinkhorn balancing: scores [..., N, M] -> weights [..., N, M], rows and columns divided by their sums in turn, as logarithms,
 *
 *     x = rows(scores / temperature),   then each time x = rows(columns(x)),   rows(x)_ij = x_ij - ln Σ_k exp x_ik
 *
 * which nears a doubly stochastic matrix where N = M (Sinkhorn, 1964), and, as the temperature falls, the permutation of the
 * greatest score (Mena et al., 2018). Rows come last: they sum to 1 after any number of iterations; one in which nothing is
 * allowed is 0. `cumulative` divides x_ij by the sum of its column down to row i.
 *
 * @throws ValueError unless the temperature is above 0 and iterations are a whole number from 0.
 */
export function sinkhornNormalize(
  scores: Tensor,
  { temperature = 1, iterations, mask = null, cumulative = false }: SinkhornNormalizeOptions,
): Tensor {
  checkBalance('sinkhornNormalize', temperature, iterations);
  return tidy(() => {
    const hide = (x: Tensor): Tensor => (mask === null ? x : where(mask, x, HIDDEN));
    const divide = (x: Tensor, sums: (x: Tensor) => Tensor): Tensor => tidy(() => hide(sub(x, sums(x))));
    const columns = cumulative ? sumsDown(scores.shape[scores.rank - 2]) : columnSums;
    let x = tidy(() => divide(hide(div(scores, temperature)), rowSums));
    for (let i = 0; i < iterations; i++) {
      const before = x;
      x = tidy(() => divide(divide(before, columns), rowSums));
      before.dispose();
    }
    return exp(x);
  });
}

function rowSums(x: Tensor): Tensor {
  return logSumExp(x, -1, true);
}

function columnSums(x: Tensor): Tensor {
  return logSumExp(x, -2, true);
}

/** The logarithms of sums of columns down to each row; of weights that are at most 1, which need no shift. */
function sumsDown(N: number): (x: Tensor) => Tensor {
  const lower = triangle(N, 0);
  return (x) => tidy(() => log(maximum(matmul(lower, exp(x)), LEAST)));
}

/** [n, n]: 1 where the column is at least `below` before the row. */
export function triangle(n: number, below: number): Tensor {
  const data = new Float32Array(n * n);
  for (let i = below; i < n; i++) data.fill(1, i * n, i * n + i + 1 - below);
  return tensor(data, { shape: [n, n] });
}

/** @throws ValueError, which names who was asked. */
export function checkBalance(who: string, temperature: number, iterations: number): void {
  if (!(temperature > 0)) throw new ValueError(`${who}: temperature must be above 0; got ${temperature}`);
  if (!Number.isInteger(iterations) || iterations < 0) {
    throw new ValueError(`${who}: iterations must be a whole number from 0; got ${iterations}`);
  }
}
