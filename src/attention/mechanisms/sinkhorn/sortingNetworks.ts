import { init, Module, Parameter } from '../../../nn/index.ts';
import {
  add,
  div,
  gelu,
  matmul,
  mul,
  type Rng,
  reshape,
  ShapeError,
  slice,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from '../../../tensor/index.ts';
import type { MechanismSizes } from '../../mechanism.ts';
import { triangle } from './sinkhornNormalize.ts';

/** Scores blocks: at place i, how well does block j go there? Places hold nothing of what is padding: it is 0. */
export interface SortingNetwork extends Module {
  /** query and key [B, H, N, size, E] -> [B, H, places, N]. */
  forward(query: Tensor, key: Tensor): Tensor;
  /** Multiply-adds for N blocks in one head. */
  multiplyAdds(N: number, E: number): number;
}

/** Weights [H, inputs, outputs], a matrix for each head. */
function matrices(numHeads: number, inputs: number, outputs: number, rng: Rng): Parameter {
  const bound = Math.sqrt(6 / (inputs + outputs));
  return new Parameter([numHeads, inputs, outputs], init.uniform({ low: -bound, high: bound, rng }));
}

/** The sum of each block's positions over its size: [B, H, N, size, E] -> [B, H, N, E]. */
function pooled(blocks: Tensor): Tensor {
  return mul(sum(blocks, 3), 1 / blocks.shape[3]);
}

/**
 * score_ij = (q̄_i W_q) · (k̄_j W_k) / √E for any number of blocks: what the queries of block i ask for against what the keys of
 * block j are. For a causal form q̄_i is the mean of all queries up to the first of block i (the paper's ψ), which is all that may
 * be known there.
 */
export class PairSortingNetwork extends Module implements SortingNetwork {
  /** [H, E, E], as the next. */
  readonly queryWeight: Parameter;
  readonly keyWeight: Parameter;
  readonly #causal: boolean;

  constructor({ numHeads, headDim, rng, causal }: MechanismSizes & { causal: boolean }) {
    super();
    this.queryWeight = matrices(numHeads, headDim, headDim, rng);
    this.keyWeight = matrices(numHeads, headDim, headDim, rng);
    this.#causal = causal;
  }

  forward(query: Tensor, key: Tensor): Tensor {
    return tidy(() => {
      const asked = matmul(this.#causal ? pooledSoFar(query) : pooled(query), this.queryWeight);
      const held = matmul(pooled(key), this.keyWeight);
      return mul(matmul(asked, transpose(held)), 1 / Math.sqrt(key.shape[4]));
    });
  }

  multiplyAdds(N: number, E: number): number {
    return N * E * (2 * E + N + (this.#causal ? N : 0));
  }
}

/** [B, H, N, size, E] -> [B, H, N, E]: the mean of all positions of blocks before, and of the first of this one. */
function pooledSoFar(blocks: Tensor): Tensor {
  const [B, H, N, size, E] = blocks.shape;
  const before = matmul(triangle(N, 1), sum(blocks, 3));
  const first = reshape(slice(blocks, 3, 0, 1), [B, H, N, E]);
  const counts = tensor(
    Float32Array.from({ length: N }, (_, i) => i * size + 1),
    { shape: [N, 1] },
  );
  return div(add(before, first), counts);
}

/**
 * score_ij = (gelu(k̄_j W_1 + b_1) W_2)_i: where block j, by its keys, belongs among at most `maxBlocks` places. The paper's network
 * has ReLU, also on the scores, which then learn nothing below 0, and biases of places, which cancel when rows are divided.
 *
 * @throws ShapeError at the call, and for the cost, of more blocks.
 */
export class PlaceSortingNetwork extends Module implements SortingNetwork {
  /** [H, E, E] */
  readonly hiddenWeight: Parameter;
  /** [H, 1, E] */
  readonly hiddenBias: Parameter;
  /** [H, E, maxBlocks] */
  readonly placeWeight: Parameter;

  constructor({ numHeads, headDim, rng, maxBlocks }: MechanismSizes & { maxBlocks: number }) {
    super();
    this.hiddenWeight = matrices(numHeads, headDim, headDim, rng);
    this.hiddenBias = new Parameter([numHeads, 1, headDim]);
    this.placeWeight = matrices(numHeads, headDim, maxBlocks, rng);
  }

  forward(_query: Tensor, key: Tensor): Tensor {
    const N = key.shape[2];
    this.#requirePlaces(N);
    return tidy(() => {
      const hidden = gelu(add(matmul(pooled(key), this.hiddenWeight), this.hiddenBias));
      return transpose(matmul(hidden, slice(this.placeWeight, 2, 0, N)));
    });
  }

  multiplyAdds(N: number, E: number): number {
    this.#requirePlaces(N);
    return N * E * (E + N);
  }

  #requirePlaces(N: number): void {
    const maxBlocks = this.placeWeight.shape[2];
    if (N <= maxBlocks) return;
    throw new ShapeError(
      `sinkhorn: knows places for maxBlocks = ${maxBlocks} blocks; the sequence has ${N}. Build it with more, or without ` +
        'maxBlocks, for sequences of any length.',
    );
  }
}
