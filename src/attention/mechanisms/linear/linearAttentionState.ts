import {
  add,
  arange,
  concat,
  div,
  equal,
  greaterEqual,
  keep,
  matmul,
  mul,
  noGrad,
  ones,
  reshape,
  ShapeError,
  selectRows,
  slice,
  type Tensor,
  tidy,
  transpose,
  where,
  zeros,
} from '../../../tensor/index.ts';
import type { DecodingState } from '../../decodingState.ts';
import { completeFeatures } from './completeFeatures.ts';
import type { FeatureMap } from './featureMap.ts';

/** Positions that are taken at once, so that what comes in at a length has a cost linear in it. */
const CHUNK = 64;

/**
 * Causal linear attention as a recurrent network (Katharopoulos et al., 2020), in memory that does not grow: of all keys so far
 * it holds S [B, Hk, F, Ev] and z [B, Hk, F],
 *
 *     S += phi(k_i) v_iᵀ,   z += phi(k_i),   out_i = phi(q_i)ᵀ S / phi(q_i)ᵀ z
 */
export class LinearAttentionState implements DecodingState {
  readonly #map: FeatureMap;
  /** S, and z as its last column: [B, Hk, F, Ev + 1]. */
  #sums: Tensor | null = null;
  #length = 0;

  constructor(featureMap: FeatureMap) {
    this.#map = featureMap;
  }

  get length(): number {
    return this.#length;
  }

  step(query: Tensor, key: Tensor, value: Tensor): Tensor {
    const n = query.shape[2];
    return tidy(() =>
      noGrad(() => {
        const outputs: Tensor[] = [];
        for (let from = 0; from < n; from += CHUNK) {
          const part = (x: Tensor) => slice(x, 2, from, Math.min(n, from + CHUNK));
          outputs.push(this.#advance(part(query), part(key), part(value)));
        }
        return outputs.length === 1 ? outputs[0] : concat(outputs, 2);
      }),
    );
  }

  #advance(query: Tensor, key: Tensor, value: Tensor): Tensor {
    const [B, H, n] = query.shape;
    const [, Hk] = key.shape;
    const { queries, keys } = completeFeatures(this.#map, query, key);
    const F = queries.shape[3];
    const values = concat([value, ones([B, Hk, n, 1])], -1);
    const before = this.#checked(B) ?? zeros([B, Hk, F, values.shape[3]]);
    const after = add(before, matmul(transpose(keys), values));
    // Heads that share keys lie side by side, as more rows of one product.
    const grouped = reshape(queries, [B, Hk, (H / Hk) * n, F]);
    const sums =
      n === 1
        ? matmul(grouped, after)
        : add(matmul(grouped, before), matmul(pastOnly(matmul(grouped, transpose(keys)), n), values));
    this.#sums?.dispose();
    this.#sums = keep(after);
    this.#length += n;
    return divided(reshape(sums, [B, H, n, values.shape[3]]));
  }

  #checked(B: number): Tensor | null {
    if (this.#sums === null || this.#sums.shape[0] === B) return this.#sums;
    throw new ShapeError(
      `LinearAttentionState: holds ${this.#sums.shape[0]} sequences; got ${B}. Call reorder() when the batch changes.`,
    );
  }

  reorder(rows: readonly number[]): void {
    const before = this.#sums;
    if (before === null) return;
    this.#sums = tidy(() => keep(selectRows(before, rows)));
    before.dispose();
  }

  dispose(): void {
    this.#sums?.dispose();
    this.#sums = null;
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Weights [B, Hk, G n, n] of queries on keys at the same positions, without those of the future. */
function pastOnly(weights: Tensor, n: number): Tensor {
  const [B, Hk, rows] = weights.shape;
  const positions = arange(n);
  const past = greaterEqual(reshape(positions, [n, 1]), positions);
  const grouped = reshape(weights, [B, Hk, rows / n, n, n]);
  return reshape(where(past, grouped, 0), weights.shape);
}

/** The columns but the last, divided by it; zeros where it is 0. */
function divided(sums: Tensor): Tensor {
  const Ev = sums.shape[3] - 1;
  const total = slice(sums, 3, Ev);
  const inverse = where(equal(total, 0), 0, div(1, total));
  return mul(slice(sums, 3, 0, Ev), inverse);
}
