import {
  attention,
  causal,
  type DecodingCache,
  type Mechanism,
  type MechanismRecipe,
  MultiHeadAttention,
  type ProjectedMemory,
  scaledDot,
  softmax,
} from '../../attention/index.ts';
import { Dropout, LayerNorm, Linear, Module } from '../../nn/index.ts';
import { add, type Tensor, ValueError } from '../../tensor/index.ts';
import type { TransformerDecoderParts } from './options.ts';

export interface DecoderLayerInput {
  /** The encoder's output, projected by this layer's `projectMemory`. */
  readonly memory: ProjectedMemory;
  readonly memoryLengths: readonly number[];
  /** What this layer has seen of the target, when it is decoded step by step. */
  readonly kvCache?: DecodingCache;
  readonly needWeights?: boolean;
}

/**
 * Causal self-attention, attention to the encoder's output, feed-forward, each as x + part(norm(x)). [B, L, D] -> [B, L, D].
 * Parameters are named as in PyTorch's nn.TransformerDecoderLayer.
 */
export class TransformerDecoderLayer extends Module {
  readonly selfAttn: MultiHeadAttention;
  readonly multiheadAttn: MultiHeadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout: Dropout;

  constructor(options: TransformerDecoderParts) {
    super();
    const { embedDim, numHeads, feedForwardDim, dropout, rng } = options;
    const mechanism = mechanismOf(options);
    this.selfAttn = new MultiHeadAttention({ embedDim, numHeads, dropout, mechanism, rng });
    checkCausal(this.selfAttn);
    this.multiheadAttn = new MultiHeadAttention({ embedDim, numHeads, dropout, rng });
    this.linear1 = new Linear({ inFeatures: embedDim, outFeatures: feedForwardDim, rng });
    this.linear2 = new Linear({ inFeatures: feedForwardDim, outFeatures: embedDim, rng });
    this.norm1 = new LayerNorm({ normalizedShape: embedDim });
    this.norm2 = new LayerNorm({ normalizedShape: embedDim });
    this.norm3 = new LayerNorm({ normalizedShape: embedDim });
    this.dropout = new Dropout({ p: dropout, rng });
  }

  /** Keys and values of the encoder's output [B, S, D], once for all target positions. */
  projectMemory(memory: Tensor): ProjectedMemory {
    return this.multiheadAttn.project(memory, memory);
  }

  /** `weights` [B, H, L, S] are those of the attention to the source, where asked for. */
  forward(x: Tensor, input: DecoderLayerInput): { output: Tensor; weights: Tensor | null } {
    const { memory, memoryLengths: lengths, kvCache, needWeights } = input;
    const drop = (y: Tensor): Tensor => this.dropout.forward(y);
    const normed = this.norm1.forward(x);
    const own = add(x, drop(this.selfAttn.forward(normed, normed, normed, { kvCache }).output));
    const { output, weights } = this.multiheadAttn.attend(this.norm2.forward(own), memory, {
      lengths,
      needWeights,
    });
    const attended = add(own, drop(output));
    const hidden = drop(this.linear1.forward(this.norm3.forward(attended), { activation: 'relu' }));
    return { output: add(attended, drop(this.linear2.forward(hidden))), weights };
  }
}

/** @throws ValueError if there is a mechanism, and positions that it would have to be built with. */
function mechanismOf({ mechanism, positions }: TransformerDecoderParts): Mechanism | MechanismRecipe {
  if (mechanism === undefined) {
    const pattern = causal({ align: 'end' });
    return attention({ score: scaledDot(), normalizer: softmax(), pattern, positions });
  }
  if (positions) {
    throw new ValueError(
      'TransformerDecoderLayer: a mechanism comes with its own positions; build it with them instead',
    );
  }
  return mechanism;
}

/** @throws ValueError if a mechanism sees what is still to be written. */
function checkCausal(selfAttn: MultiHeadAttention): void {
  const { mechanism, causal } = selfAttn.mechanism;
  if (causal !== false) return;
  selfAttn.dispose();
  throw new ValueError(
    `TransformerDecoderLayer: a decoder's positions must not see later ones, and ${mechanism} is not causal. Build it with ` +
      'causal: true, or with the pattern causal(), if it has such a form.',
  );
}
