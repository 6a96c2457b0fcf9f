import {
  add,
  arange,
  concat,
  greaterEqual,
  keep,
  matmul,
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
import { headSizes } from '../../headSizes.ts';
import { repeatHeads } from '../../repeatHeads.ts';
import { completeFeatures } from './completeFeatures.ts';
import { divided } from './divided.ts';
import type { FeatureMap } from './featureMap.ts';
import type { Gate } from './gate.ts';
import { gatedOperands, type Heads } from './gatedOperands.ts';
import { gatedSums } from './gatedSums.ts';

/** Positions that are taken at once, so that what comes in at a length has a cost linear in it. */
const CHUNK = 64;

/**
 * Causal linear attention as a recurrent network (Katharopoulos et al., 2020), in memory that does not grow: of all keys so far
 * it holds S [B, Hk, F, Ev] and z [B, Hk, F],
 *
 *     S += phi(k_i) v_iᵀ,   z += phi(k_i),   out_i = phi(q_i)ᵀ S / phi(q_i)ᵀ z
 *
 * or, with a gate, sums of each of H heads that decay.
 */
export class LinearAttentionState implements DecodingState {
  readonly #map: FeatureMap;
  readonly #gate: Gate | null;
  /** S, and z as its last column where weights are divided by their sum: [B, Hk, F, Ev + 1]. */
  #sums: Tensor | null = null;
  #length = 0;

  constructor(featureMap: FeatureMap, gate: Gate | null = null) {
    this.#map = featureMap;
    this.#gate = gate;
  }

  get length(): number {
    return this.#length;
  }

  step(query: Tensor, key: Tensor, value: Tensor): Tensor {
    const n = query.shape[2];
    const sizes = headSizes(query, key);
    this.#map.requireSizes?.(sizes);
    this.#gate?.requireSizes?.(sizes);
    return tidy(() =>
      noGrad(() => {
        const outputs: Tensor[] = [];
        for (let from = 0; from < n; from += CHUNK) {
          const part = (x: Tensor) => slice(x, 2, from, Math.min(n, from + CHUNK));
          outputs.push(this.#advance({ query: part(query), key: part(key), value: part(value) }));
        }
        return outputs.length === 1 ? outputs[0] : concat(outputs, 2);
      }),
    );
  }

  #advance(heads: Heads): Tensor {
    const before = this.#checked(heads.query.shape[0]);
    const { reads, after } =
      this.#gate === null
        ? plainSums(this.#map, heads, before)
        : fading(this.#map, this.#gate, heads, before);
    this.#sums?.dispose();
    this.#sums = keep(after);
    this.#length += heads.query.shape[2];
    return this.#map.normalized ? reads : divided(reads);
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

interface Sums {
  /** [B, H, n, Ev + 1] */
  readonly reads: Tensor;
  /** What the state becomes. */
  readonly after: Tensor;
}

function plainSums(map: FeatureMap, { query, key, value }: Heads, earlier: Tensor | null): Sums {
  const [B, H, n] = query.shape;
  const [, Hk] = key.shape;
  const { queries, keys } = completeFeatures(map, query, key);
  const F = queries.shape[3];
  const values = map.normalized ? value : concat([value, ones([B, Hk, n, 1])], -1);
  const X = values.shape[3];
  const before = earlier ?? zeros([B, Hk, F, X]);
  const after = add(before, matmul(transpose(keys), values));
  // Heads that share keys lie side by side, as more rows of one product.
  const grouped = reshape(queries, [B, Hk, (H / Hk) * n, F]);
  const sums =
    n === 1
      ? matmul(grouped, after)
      : add(matmul(grouped, before), matmul(pastOnly(matmul(grouped, transpose(keys)), n), values));
  return { reads: reshape(sums, [B, H, n, X]), after };
}

function fading(map: FeatureMap, gate: Gate, { query, key, value }: Heads, before: Tensor | null): Sums {
  const [repeatedKey, repeatedValue] = [key, value].map((x) => repeatHeads(x, query.shape[1]));
  return gatedSums(gatedOperands(map, gate, { query, key: repeatedKey, value: repeatedValue }), before);
}

/** Weights [B, Hk, G n, n] of queries on keys at the same positions, without those of the future. */
function pastOnly(weights: Tensor, n: number): Tensor {
  const [B, Hk, rows] = weights.shape;
  const positions = arange(n);
  const past = greaterEqual(reshape(positions, [n, 1]), positions);
  const grouped = reshape(weights, [B, Hk, rows / n, n, n]);
  return reshape(where(past, grouped, 0), weights.shape);
}
