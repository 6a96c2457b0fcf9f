import { init, Linear, Module, Parameter } from '../nn/index.ts';
import {
  formatShape,
  linear,
  mergeHeads,
  mul,
  type Rng,
  reshape,
  ShapeError,
  slice,
  splitHeads,
  type Tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import { attention, DIFFERENT_LENGTHS } from './attention.ts';
import type { KVCache } from './kvCache.ts';
import type { AttentionOptions, AttentionResult, Mechanism } from './mechanism.ts';
import { softmax } from './normalizers/index.ts';
import { scaledDot } from './scores/index.ts';

export interface MultiHeadAttentionOptions {
  /** D: the size of queries and of the output. */
  readonly embedDim: number;
  readonly numHeads: number;
  /** Probability of dropping a weight in training. */
  readonly dropout?: number;
  readonly bias?: boolean;
  /** How each head attends; scaled dot product under softmax by default. */
  readonly mechanism?: Mechanism;
  readonly rng: Rng;
}

export interface ForwardOptions extends Omit<AttentionOptions, 'dropout'> {
  /** Factors on the heads' outputs, [H] or [B, H]: 0 silences a head. */
  readonly headMask?: Tensor | null;
  /** Self-attention while decoding: new keys and values are appended to it, and queries see all that it holds. */
  readonly kvCache?: KVCache | null;
}

/** Keys and values, projected and split into heads: [B, H, S, E] each. */
export interface ProjectedMemory {
  readonly key: Tensor;
  readonly value: Tensor;
}

/**
 * Attention in H subspaces at once (Vaswani et al., 2017):
 *
 *     head_h = attend(query W_q,h, key W_k,h, value W_v,h),   output = [head_1 ... head_H] W_o
 *
 * query [B, L, D], key and value [B, S, D] -> output [B, L, D], weights [B, H, L, S] when asked for. Parameters have
 * the names and layouts of PyTorch's nn.MultiheadAttention.
 *
 * @throws ValueError if H does not divide D; ShapeError at the call if the inputs do not fit.
 */
export class MultiHeadAttention extends Module {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly headDim: number;
  readonly dropout: number;
  readonly inProjWeight: Parameter;
  readonly inProjBias: Parameter | null;
  readonly outProj: Linear;
  /** Modules of the mechanism, so that their parameters are found. */
  readonly mechanismModules: readonly Module[];
  readonly rng: Rng;
  readonly #mechanism: Mechanism;

  constructor(options: MultiHeadAttentionOptions) {
    super();
    const { embedDim, numHeads, dropout = 0, bias = true, rng } = options;
    if (embedDim % numHeads !== 0) {
      throw new ValueError(
        `MultiHeadAttention: numHeads must divide embedDim; got ${numHeads} and ${embedDim}`,
      );
    }
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.headDim = embedDim / numHeads;
    this.dropout = dropout;
    this.inProjWeight = new Parameter([3 * embedDim, embedDim], init.xavierUniform({ rng }));
    this.inProjBias = bias ? new Parameter([3 * embedDim]) : null;
    this.outProj = new Linear({ inFeatures: embedDim, outFeatures: embedDim, bias, rng });
    if (this.outProj.bias !== null) init.constant(0)(this.outProj.bias);
    this.#mechanism = options.mechanism ?? attention({ score: scaledDot(), normalizer: softmax() });
    this.mechanismModules = this.#mechanism.modules;
    this.rng = rng;
  }

  forward(query: Tensor, key: Tensor, value: Tensor, options: ForwardOptions = {}): AttentionResult {
    this.#check(query, key, value);
    return tidy(() => {
      if (query === key && key === value) {
        const [q, k, v] = this.#project(query, 0, 3);
        const held = options.kvCache ? options.kvCache.append(k, v) : { key: k, value: v };
        return this.#attend(q, held, options);
      }
      if (options.kvCache) {
        throw new ValueError(
          'MultiHeadAttention.forward: a kvCache is for self-attention: pass the same tensor three times',
        );
      }
      const [q] = this.#project(query, 0, 1);
      return this.#attend(q, this.project(key, value), options);
    });
  }

  /** The keys and values of a memory, once for all the queries that will look at it; for `attend`. */
  project(key: Tensor, value: Tensor): ProjectedMemory {
    return tidy(() => {
      if (key === value) {
        const [k, v] = this.#project(key, 1, 3);
        return { key: k, value: v };
      }
      return { key: this.#project(key, 1, 2)[0], value: this.#project(value, 2, 3)[0] };
    });
  }

  /** Attention of query [B, L, D] to a memory projected before. */
  attend(
    query: Tensor,
    memory: ProjectedMemory,
    options: Omit<ForwardOptions, 'kvCache'> = {},
  ): AttentionResult {
    return tidy(() => this.#attend(this.#project(query, 0, 1)[0], memory, options));
  }

  /** x [B, L, D] through projections `from` to `to` (0 query, 1 key, 2 value), by one product: a [B, H, L, E] for each. */
  #project(x: Tensor, from: number, to: number): Tensor[] {
    const D = this.embedDim;
    const rows = (p: Tensor): Tensor => (to - from === 3 ? p : slice(p, 0, from * D, to * D));
    const weight = rows(this.inProjWeight);
    const bias = this.inProjBias && rows(this.inProjBias);
    return splitHeads(linear(x, weight, bias), this.numHeads, to - from);
  }

  #attend(query: Tensor, memory: ProjectedMemory, options: Omit<ForwardOptions, 'kvCache'>): AttentionResult {
    const dropping = this.training && this.dropout > 0;
    const { output, weights } = this.#mechanism(query, memory.key, memory.value, {
      lengths: options.lengths,
      mask: options.mask,
      needWeights: options.needWeights,
      dropout: dropping ? { p: this.dropout, rng: this.rng } : null,
    });
    const heads = options.headMask ? mul(output, this.#headFactors(options.headMask)) : output;
    const merged = mergeHeads(heads);
    return { output: this.outProj.forward(merged), weights };
  }

  #headFactors(headMask: Tensor): Tensor {
    const H = this.numHeads;
    if (headMask.shape[headMask.rank - 1] !== H || headMask.rank > 2) {
      throw new ShapeError(
        `MultiHeadAttention: headMask must be [H] or [B, H] with H = ${H}; got ${formatShape(headMask.shape)}`,
      );
    }
    return reshape(headMask, [-1, H, 1, 1]);
  }

  #check(query: Tensor, key: Tensor, value: Tensor): void {
    const broken = this.#brokenRule(query, key, value);
    if (broken === null) return;
    const [q, k, v] = [query, key, value].map(({ shape }) => formatShape(shape));
    const hint = broken === DIFFERENT_LENGTHS ? ' Did you pass the decoder state as value?' : '';
    throw new ShapeError(
      `MultiHeadAttention.forward: ${broken}; got query ${q}, key ${k} and value ${v}.${hint}`,
    );
  }

  #brokenRule(query: Tensor, key: Tensor, value: Tensor): string | null {
    const { embedDim: D } = this;
    for (const { rank, shape } of [query, key, value]) {
      if (rank !== 3 || shape[2] !== D) return `query, key and value must be [B, length, D] with D = ${D}`;
      if (shape[0] !== query.shape[0]) return 'query, key and value must share batch B';
    }
    if (key.shape[1] === value.shape[1]) return null;
    return DIFFERENT_LENGTHS;
  }
}
