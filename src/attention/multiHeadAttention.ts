import { init, Linear, Module, Parameter } from '../nn/index.ts';
import {
  linear,
  mergeHeads,
  mul,
  noGrad,
  type Rng,
  slice,
  splitHeads,
  type Tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import { attention } from './attention.ts';
import { attentionMap } from './attentionMap.ts';
import { cachedForm, type DecodingCache, startDecoding } from './decoding.ts';
import type { DecodingState } from './decodingState.ts';
import { headFactors } from './headFactors.ts';
import { KVCache } from './kvCache.ts';
import {
  type AttentionOptions,
  type AttentionResult,
  type Mechanism,
  type MechanismRecipe,
  mechanismFor,
} from './mechanism.ts';
import { checkInputs, type MultiHeadSizesOptions, multiHeadSizes } from './multiHeadSizes.ts';
import { softmax } from './normalizers/index.ts';
import { isObserved, observed } from './observeAttention.ts';
import { scaledDot } from './scores/index.ts';

export interface MultiHeadAttentionOptions extends MultiHeadSizesOptions {
  /** Probability of dropping a weight in training. */
  readonly dropout?: number;
  readonly bias?: boolean;
  /** How each head attends; scaled dot product under softmax by default. */
  readonly mechanism?: Mechanism | MechanismRecipe;
  readonly rng: Rng;
}

export interface ForwardOptions extends Omit<AttentionOptions, 'dropout'> {
  /** Factors on the heads' outputs, [H] or [B, H]: 0 silences a head. */
  readonly headMask?: Tensor | null;
  /** Self-attention while decoding: new positions go into it, and queries see all that it holds; see `startDecoding`. */
  readonly kvCache?: DecodingCache | null;
}

/** Keys and values, projected and split into heads: [B, Hk, S, E] each. */
export interface ProjectedMemory {
  readonly key: Tensor;
  readonly value: Tensor;
}

/**
 * Attention in H subspaces at once (Vaswani et al., 2017):
 *
 *     head_h = attend(query W_q,h, key W_k,h, value W_v,h),   output = [head_1 ... head_H] W_o
 *
 * query [B, L, D], key [B, S, keyDim] and value [B, S, valueDim] -> output [B, L, D], weights [B, H, L, S] when asked for. The
 * projections of all heads are one product, split into heads afterwards (`PerHeadAttention` shows it is the same). With Hk =
 * `numKeyValueHeads` below H, heads h share keys and values in groups (Ainslie et al., 2023), all of them with Hk = 1 (Shazeer,
 * 2019): a `KVCache` is then H / Hk times smaller. Parameters have the names and layouts of PyTorch's nn.MultiheadAttention:
 * `inProjWeight` where keys and values have size D, three weights apart otherwise.
 *
 * @throws ValueError if H does not divide D, or Hk does not divide H; ShapeError at the call if the inputs do not fit.
 */
export class MultiHeadAttention extends Module {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly numKeyValueHeads: number;
  readonly headDim: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly dropout: number;
  /** [D + 2 Hk E, D]; null where the three are apart. */
  readonly inProjWeight: Parameter | null;
  /** [D, D]; null where they are together, as are the next two. */
  readonly qProjWeight: Parameter | null;
  /** [Hk E, keyDim]. */
  readonly kProjWeight: Parameter | null;
  /** [Hk E, valueDim]. */
  readonly vProjWeight: Parameter | null;
  /** [D + 2 Hk E], of all three. */
  readonly inProjBias: Parameter | null;
  readonly outProj: Linear;
  /** Modules of the mechanism, so that their parameters are found. */
  readonly mechanismModules: readonly Module[];
  readonly mechanism: Mechanism;
  readonly rng: Rng;
  /** Where the rows of queries, keys and values begin in joint projections, and where they end. */
  readonly #rows: readonly number[];
  /** How many heads of queries, keys and values there are. */
  readonly #heads: readonly number[];
  /** The weights that are apart. */
  readonly #apart: readonly (Parameter | null)[];

  constructor(options: MultiHeadAttentionOptions) {
    super();
    const { dropout = 0, bias = true, mechanism, rng } = options;
    const sizes = multiHeadSizes('MultiHeadAttention', options);
    const { embedDim: D, keyDim, valueDim } = sizes;
    if (!(dropout >= 0 && dropout < 1)) {
      throw new ValueError(`MultiHeadAttention: dropout must be at least 0 and below 1; got ${dropout}`);
    }
    this.embedDim = D;
    this.numHeads = sizes.numHeads;
    this.numKeyValueHeads = sizes.numKeyValueHeads;
    this.headDim = sizes.headDim;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.dropout = dropout;
    const Dk = sizes.numKeyValueHeads * sizes.headDim;
    this.#rows = [0, D, D + Dk, D + 2 * Dk];
    this.#heads = [sizes.numHeads, sizes.numKeyValueHeads, sizes.numKeyValueHeads];
    const weight = (outputs: number, inputs: number) =>
      new Parameter([outputs, inputs], init.xavierUniform({ rng }));
    const joint = keyDim === D && valueDim === D;
    this.inProjWeight = joint ? weight(D + 2 * Dk, D) : null;
    this.qProjWeight = joint ? null : weight(D, D);
    this.kProjWeight = joint ? null : weight(Dk, keyDim);
    this.vProjWeight = joint ? null : weight(Dk, valueDim);
    this.#apart = [this.qProjWeight, this.kProjWeight, this.vProjWeight];
    this.inProjBias = bias ? new Parameter([D + 2 * Dk]) : null;
    this.outProj = new Linear({ inFeatures: D, outFeatures: D, bias, rng });
    if (this.outProj.bias !== null) init.constant(0)(this.outProj.bias);
    this.mechanism = mechanismFor(mechanism ?? attention({ score: scaledDot(), normalizer: softmax() }), {
      ...sizes,
      rng,
    });
    this.mechanismModules = this.mechanism.modules;
    this.rng = rng;
  }

  forward(query: Tensor, key: Tensor, value: Tensor, options: ForwardOptions = {}): AttentionResult {
    checkInputs('MultiHeadAttention', this, query, key, value);
    return tidy(() => {
      if (query === key && key === value) {
        const [q, k, v] = this.#project(query, 0, 3);
        const { kvCache } = options;
        if (!kvCache) return this.#attend(q, { key: k, value: v }, options);
        if (kvCache instanceof KVCache) {
          const last = cachedForm(this.mechanism);
          return this.#attend(q, kvCache.append(k, v), options, last);
        }
        return this.#step(q, { key: k, value: v }, kvCache, options);
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

  /**
   * What to pass as `kvCache` from the first position on: a state of the mechanism's own if it has one, a `KVCache` otherwise.
   *
   * @throws ValueError if the mechanism cannot be decoded step by step.
   */
  startDecoding(): DecodingCache {
    return startDecoding(this.mechanism);
  }

  /** The keys and values of a memory, once for all the queries that will look at it; for `attend`. */
  project(key: Tensor, value: Tensor): ProjectedMemory {
    return tidy(() => {
      if (key === value && this.inProjWeight !== null) {
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

  /**
   * x [B, L, D] through projections `from` to `to` (0 query, 1 key, 2 value), by one product: heads [B, H or Hk, L, E] for
   * each. Where weights are apart, one at a time.
   */
  #project(x: Tensor, from: number, to: number): Tensor[] {
    const whole = to - from === 3;
    const rows = (p: Tensor): Tensor => (whole ? p : slice(p, 0, this.#rows[from], this.#rows[to]));
    const weight = this.inProjWeight === null ? this.#apart[from]! : rows(this.inProjWeight);
    const bias = this.inProjBias && rows(this.inProjBias);
    return splitHeads(linear(x, weight, bias), whole ? this.#heads : this.#heads.slice(from, to));
  }

  #attend(
    query: Tensor,
    memory: ProjectedMemory,
    options: Omit<ForwardOptions, 'kvCache'>,
    mechanism = this.mechanism,
  ): AttentionResult {
    const { lengths, mask, headMask, needWeights = false } = options;
    const { formsWeights } = mechanism;
    const dropping = this.training && this.dropout > 0;
    const { output, weights, logProb } = mechanism(query, memory.key, memory.value, {
      lengths,
      mask,
      needWeights: needWeights || (isObserved() && formsWeights),
      dropout: dropping ? { p: this.dropout, rng: this.rng } : null,
    });
    if (isObserved())
      observed(this, weights ?? noGrad(() => attentionMap(mechanism, query, memory.key, { lengths, mask })));
    return { output: this.#merge(output, headMask), weights: needWeights ? weights : null, logProb };
  }

  /** The next positions by the mechanism's recurrent form. */
  #step(
    query: Tensor,
    next: ProjectedMemory,
    state: DecodingState,
    options: ForwardOptions,
  ): AttentionResult {
    const { lengths, mask, needWeights, headMask } = options;
    if (lengths || mask || needWeights) {
      throw new ValueError(
        'MultiHeadAttention.forward: the state of a mechanism takes no lengths and no mask, and gives no weights: what it has ' +
          'seen stays in it. Pass only real positions.',
      );
    }
    const output = state.step(query, next.key, next.value);
    return { output: this.#merge(output, headMask), weights: null, logProb: null };
  }

  /** Heads [B, H, L, E], each times its factor, -> [B, L, D]. */
  #merge(output: Tensor, headMask: Tensor | null | undefined): Tensor {
    const heads = headMask ? mul(output, headFactors(headMask, output.shape[0], this.numHeads)) : output;
    return this.outProj.forward(mergeHeads(heads));
  }
}
