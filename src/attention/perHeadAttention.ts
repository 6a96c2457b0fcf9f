import { init, Linear, Module } from '../nn/index.ts';
import { concat, type Rng, stack, type Tensor, tidy, unstack } from '../tensor/index.ts';
import { attention } from './attention.ts';
import { type AttentionOptions, type AttentionResult, type Mechanism, mechanismFor } from './mechanism.ts';
import type { MultiHeadAttentionOptions } from './multiHeadAttention.ts';
import { checkInputs, type MultiHeadSizes, multiHeadSizes } from './multiHeadSizes.ts';
import { softmax } from './normalizers/index.ts';
import { scaledDot } from './scores/index.ts';

/** W_q, W_k and W_v of one head. */
class HeadProjections extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;

  constructor({ embedDim, keyDim, valueDim, headDim }: MultiHeadSizes, bias: boolean, rng: Rng) {
    super();
    const projection = (inFeatures: number): Linear => {
      const layer = new Linear({ inFeatures, outFeatures: headDim, bias, rng });
      init.xavierUniform({ rng })(layer.weight);
      if (layer.bias !== null) init.constant(0)(layer.bias);
      return layer;
    };
    this.query = projection(embedDim);
    this.key = projection(keyDim);
    this.value = projection(valueDim);
  }
}

export type PerHeadAttentionOptions = Omit<MultiHeadAttentionOptions, 'dropout' | 'numKeyValueHeads'>;

type PerHeadOptions = Omit<AttentionOptions, 'dropout'>;

/**
 * Attention with several heads as the paper writes it (Vaswani et al., 2017): each head projects by weights of its own,
 *
 *     head_h = attend(query W_q,h, key W_k,h, value W_v,h),   output = [head_1 ... head_H] W_0
 *
 * query [B, L, D], key [B, S, keyDim] and value [B, S, valueDim] -> output [B, L, D], weights [B, H, L, S] when asked for. It is
 * for reading and for comparison: `MultiHeadAttention` is the same function, with 3 products for the 3 H here.
 *
 * @throws ValueError if H does not divide D; ShapeError at the call if the inputs do not fit.
 */
export class PerHeadAttention extends Module {
  readonly heads: readonly HeadProjections[];
  readonly outProj: Linear;
  readonly mechanism: Mechanism;
  /** Modules of the mechanism, so that their parameters are found. */
  readonly mechanismModules: readonly Module[];
  readonly #sizes: MultiHeadSizes;

  constructor({ bias = true, mechanism, rng, ...options }: PerHeadAttentionOptions) {
    super();
    const sizes = multiHeadSizes('PerHeadAttention', options);
    const { embedDim, numHeads } = sizes;
    this.heads = Array.from({ length: numHeads }, () => new HeadProjections(sizes, bias, rng));
    this.outProj = new Linear({ inFeatures: embedDim, outFeatures: embedDim, bias, rng });
    if (this.outProj.bias !== null) init.constant(0)(this.outProj.bias);
    this.mechanism = mechanismFor(mechanism ?? attention({ score: scaledDot(), normalizer: softmax() }), {
      ...sizes,
      rng,
    });
    this.mechanismModules = this.mechanism.modules;
    this.#sizes = sizes;
  }

  forward(query: Tensor, key: Tensor, value: Tensor, options: PerHeadOptions = {}): AttentionResult {
    checkInputs('PerHeadAttention', this.#sizes, query, key, value);
    return tidy(() => {
      const projected = (['query', 'key', 'value'] as const).map((part, i) => {
        const x = [query, key, value][i];
        return stack(
          this.heads.map((head) => head[part].forward(x)),
          1,
        );
      });
      const [q, k, v] = projected;
      const { output, weights, logProb } = this.mechanism(q, k, v, options);
      return { output: this.outProj.forward(concat(unstack(output, 1), -1)), weights, logProb };
    });
  }
}
