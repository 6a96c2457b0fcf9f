import { ValueError } from '../../../tensor/index.ts';
import { checkOptions } from '../checkOptions.ts';
import { requireCounts } from '../requireCounts.ts';
import { DenseSynthesizerScore } from './denseScore.ts';
import { FactorizedDenseScore } from './factorizedDenseScore.ts';
import { type SynthesizerRecipe, synthesizerRecipe } from './recipe.ts';

export interface DenseSynthesizerOptions {
  /** The most keys (the paper's N). */
  readonly maxLength: number;
  /** Of the network's hidden layer; E by default. */
  readonly hiddenDim?: number;
  /** [a, b] with a b = maxLength: the last layer gives a + b numbers, whose products are the scores. */
  readonly factors?: readonly [a: number, b: number];
  /** A query sees its own position and those before it. */
  readonly causal?: boolean;
}

/**
 * The dense Synthesizer (Tay, Bahri, Metzler, Juan, Zhao and Zheng, 2021, "Synthesizer: Rethinking Self-Attention for Transformer
 * Models"): queries are never compared with keys, each says by itself which positions to look at,
 *
 *     output_i = softmax_j(W_2 relu(W_1 q_i + b_1))_j V,   with `factors` softmax_j(A(q_i)⌊j / b⌋ B(q_i)(j mod b)) V
 *
 * query [B, H, L, E] and value [B, H, S, Ev] -> [B, H, L, Ev], over the S <= maxLength keys that are there, with weights of the
 * network for each head; of keys only their number counts. As products run, W_2 is a matrix of keys: without factors, memory is linear
 * in L and S. The paper's F is this network, A and B its F_A and F_B, tiled.
 *
 * Multiply-adds of a head: L E h + L S (h + Ev), with h = hiddenDim; L h (2 E + a + b) + L S (1 + Ev) with factors.
 *
 * @throws ValueError for sizes that are no whole numbers from 1, or factors that do not make maxLength; ShapeError at the call for more
 * keys, or, if causal, L other than S.
 */
export function denseSynthesizer(options: DenseSynthesizerOptions): SynthesizerRecipe {
  checkOptions('denseSynthesizer', options, 'maxLength');
  const { maxLength, hiddenDim, factors, causal = false } = options;
  requireCounts('denseSynthesizer', { maxLength, hiddenDim: hiddenDim ?? 1 });
  if (factors === undefined) {
    return synthesizerRecipe(
      'denseSynthesizer',
      causal,
      (sizes) => new DenseSynthesizerScore({ ...sizes, maxLength, hiddenDim: hiddenDim ?? sizes.headDim }),
    );
  }
  const [a, b] = factors;
  requireCounts('denseSynthesizer', { a, b });
  if (a * b !== maxLength) {
    throw new ValueError(
      `denseSynthesizer: the factors a and b must make maxLength = ${maxLength}; got ${a} x ${b} = ${a * b}`,
    );
  }
  return synthesizerRecipe(
    'factorizedDenseSynthesizer',
    causal,
    (sizes) => new FactorizedDenseScore({ ...sizes, factors, hiddenDim: hiddenDim ?? sizes.headDim }),
  );
}
