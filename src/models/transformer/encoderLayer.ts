import {
  attention,
  type Mechanism,
  type MechanismRecipe,
  MultiHeadAttention,
  scaledDot,
  softmax,
} from '../../attention/index.ts';
import { Dropout, LayerNorm, Linear, Module } from '../../nn/index.ts';
import { add, type Tensor, ValueError } from '../../tensor/index.ts';
import type { TransformerEncoderParts } from './options.ts';

export interface EncoderInput {
  /** For each sequence, how many of its S positions are real; all by default. */
  readonly lengths?: readonly number[];
  readonly needWeights?: boolean;
}

/**
 * x + selfAttention(norm(x)), then x + feedForward(norm(x)) (Vaswani et al., 2017, with the norms in front, which trains
 * without a careful warm-up: Xiong et al., 2020). [B, S, D] -> [B, S, D]. Parameters are named as in PyTorch's
 * nn.TransformerEncoderLayer.
 */
export class TransformerEncoderLayer extends Module {
  readonly selfAttn: MultiHeadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout: Dropout;

  constructor(options: TransformerEncoderParts) {
    super();
    const { embedDim, numHeads, feedForwardDim, dropout, rng } = options;
    const mechanism = mechanismOf(options);
    this.selfAttn = new MultiHeadAttention({ embedDim, numHeads, dropout, mechanism, rng });
    this.linear1 = new Linear({ inFeatures: embedDim, outFeatures: feedForwardDim, rng });
    this.linear2 = new Linear({ inFeatures: feedForwardDim, outFeatures: embedDim, rng });
    this.norm1 = new LayerNorm({ normalizedShape: embedDim });
    this.norm2 = new LayerNorm({ normalizedShape: embedDim });
    this.dropout = new Dropout({ p: dropout, rng });
  }

  /** `weights` [B, H, S, S] are those of the self-attention, where asked for. */
  forward(x: Tensor, input: EncoderInput = {}): { output: Tensor; weights: Tensor | null } {
    const drop = (y: Tensor): Tensor => this.dropout.forward(y);
    const normed = this.norm1.forward(x);
    const { output, weights } = this.selfAttn.forward(normed, normed, normed, input);
    const attended = add(x, drop(output));
    const hidden = drop(this.linear1.forward(this.norm2.forward(attended), { activation: 'relu' }));
    return { output: add(attended, drop(this.linear2.forward(hidden))), weights };
  }
}

/** @throws ValueError if there is a mechanism, and a pattern or positions that it would have to be built with. */
function mechanismOf({
  mechanism,
  pattern,
  positions,
}: TransformerEncoderParts): Mechanism | MechanismRecipe {
  if (mechanism === undefined) {
    return attention({ score: scaledDot(), normalizer: softmax(), pattern, positions });
  }
  if (pattern || positions) {
    throw new ValueError(
      'TransformerEncoderLayer: a mechanism comes with its own pattern and positions; build it with them instead',
    );
  }
  return mechanism;
}
