import {
  add,
  arange,
  broadcastTo,
  cast,
  exp,
  expandDims,
  greaterEqual,
  matmul,
  mul,
  pad,
  reshape,
  slice,
  stack,
  sub,
  type Tensor,
  tidy,
  transpose,
  unstack,
  where,
  zeros,
} from '../../../tensor/index.ts';

/** The most positions whose pairs are weighed one by one. */
const CHUNK = 64;

/** L positions as N chunks of C each, or a little less in the last, so that there is hardly anything to fill up. */
export function chunksOf(L: number): { N: number; C: number } {
  const N = Math.max(1, Math.ceil(L / CHUNK));
  return { N, C: Math.max(1, Math.ceil(L / N)) };
}

export interface GatedOperands {
  /** [B, H, L, F] */
  readonly queries: Tensor;
  readonly keys: Tensor;
  /** [B, H, L, X] */
  readonly values: Tensor;
  /** log g, at most 0: [B, H, L, 1], or [1, H, 1, 1]. */
  readonly logs: Tensor;
}

/**
 * What queries read of sums that decay, S_t = g_t S_{t-1} + k_t x_tᵀ: `reads` q_tᵀ S_t, [B, H, L, X], and the sums `after` the last
 * position, [B, H, F, X], where those `before` the first are null for zeros.
 *
 * With c_i the sum of log g up to i within a chunk of C positions, and T what the sums were before it,
 *
 *     q_iᵀ S_i = Σ_{j <= i} e^(c_i - c_j) (q_i · k_j) x_j + e^(c_i) q_iᵀ T,    T' = e^(c_C) T + Σ_j e^(c_C - c_j) k_j x_jᵀ
 *
 * As no exponent is above 0, nothing overflows, however fast the sums decay. Gradients go through the same chunks, so that time and
 * memory are linear in L both ways.
 */
export function gatedSums(
  { queries, keys, values, logs }: GatedOperands,
  before: Tensor | null = null,
): { reads: Tensor; after: Tensor } {
  const [B, H, L, X] = values.shape;
  const { N, C } = chunksOf(L);
  const [q, k, x] = [queries, keys, values].map((operand) => inChunks(operand, N, C));
  const c = tidy(() => summed(logs, N, C));
  const within = tidy(() => matmul(mul(decays(c), matmul(q, transpose(k))), x));
  const last = slice(c, 3, C - 1);
  const { states, after } = tidy(() => {
    const added = tidy(() => matmul(transpose(mul(k, exp(sub(last, c)))), x));
    return carried(added, exp(last), before);
  });
  const reads = tidy(() => add(within, mul(matmul(q, states), exp(c))));
  return { reads: slice(reshape(reads, [B, H, N * C, X]), 2, 0, L), after };
}

/** [B, H, L, X] -> [B, H, N, C, X], with zeros where there are no positions. */
function inChunks(x: Tensor, N: number, C: number): Tensor {
  const [B, H, L, X] = x.shape;
  const missing = N * C - L;
  // biome-ignore format: an axis a pair
  const whole = missing === 0 ? x : pad(x, [[0, 0], [0, 0], [0, missing], [0, 0]]);
  return reshape(whole, [B, H, N, C, X]);
}

/** log g -> c, [B, H, N, C, 1], or [1, H, 1, C, 1]. */
function summed(logs: Tensor, N: number, C: number): Tensor {
  const [B, H, L] = logs.shape;
  const rows = L === 1 ? broadcastTo(logs, [B, H, 1, C]) : reshape(inChunks(logs, N, C), [B, H, N, C]);
  return expandDims(matmul(rows, cast(transpose(past(C)), 'float32')), -1);
}

/** e^(c_i - c_j) for j up to i, 0 for what comes later: [B, H, N, C, C]. */
function decays(c: Tensor): Tensor {
  return tidy(() => exp(where(past(c.shape[3]), sub(c, transpose(c)), Number.NEGATIVE_INFINITY)));
}

/** [C, C], true at i, j for j up to i. */
function past(C: number): Tensor {
  const positions = arange(C);
  return greaterEqual(reshape(positions, [C, 1]), positions);
}

/** The sums before each chunk, [B, H, N, F, X], from what chunks add and the factors on what was there before. */
function carried(added: Tensor, factors: Tensor, before: Tensor | null): { states: Tensor; after: Tensor } {
  const [B, H, N, F, X] = added.shape;
  const each = unstack(broadcastTo(factors, [factors.shape[0], H, N, 1, 1]), 2);
  const states = [before ?? zeros([B, H, F, X])];
  unstack(added, 2).forEach((more, n) => {
    states.push(tidy(() => add(mul(states[n], each[n]), more)));
  });
  const after = states.pop()!;
  return { states: stack(states, 2), after };
}
