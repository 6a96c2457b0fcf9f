import { MultiHeadAttention } from '../../attention/index.ts';
import { Dropout, LayerNorm, Linear, LSTM, Module } from '../../nn/index.ts';
import { add, type Rng, type Tensor, tidy } from '../../tensor/index.ts';
import type { ContextEncoder } from './contextEncoder.ts';

export interface RecurrentContextOptions {
  readonly inFeatures: number;
  /** H: the size of the state in each direction. */
  readonly hiddenDim: number;
  readonly numLayers: number;
  /** D: the size in which words look at one another. */
  readonly attentionDim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly rng: Rng;
}

/**
 * A bidirectional LSTM, whose states know what stands before and after a word, and self-attention on top, by which words
 * look at one another directly:
 *
 *     h = relu(W [forwards; backwards]),   output = h + selfAttention(norm(h))
 */
export class RecurrentContext extends Module implements ContextEncoder {
  readonly lstm: LSTM;
  readonly narrow: Linear;
  readonly norm: LayerNorm;
  readonly selfAttn: MultiHeadAttention;
  readonly dropout: Dropout;
  readonly outFeatures: number;

  /** @throws ValueError unless `numHeads` divides `attentionDim`. */
  constructor(options: RecurrentContextOptions) {
    super();
    const { inFeatures, hiddenDim, numLayers, attentionDim, numHeads, dropout, rng } = options;
    this.lstm = new LSTM({
      inputSize: inFeatures,
      hiddenSize: hiddenDim,
      numLayers,
      dropout,
      bidirectional: true,
      rng,
    });
    this.narrow = new Linear({ inFeatures: 2 * hiddenDim, outFeatures: attentionDim, rng });
    this.norm = new LayerNorm({ normalizedShape: attentionDim });
    this.selfAttn = new MultiHeadAttention({ embedDim: attentionDim, numHeads, rng });
    this.dropout = new Dropout({ p: dropout, rng });
    this.outFeatures = attentionDim;
  }

  forward(
    x: Tensor,
    { lengths, needWeights }: { lengths: readonly number[]; needWeights?: boolean },
  ): { output: Tensor; weights: Tensor | null } {
    const drop = (y: Tensor): Tensor => this.dropout.forward(y);
    return tidy(() => {
      const states = drop(this.lstm.forward(x, { lengths }).output);
      const narrowed = drop(this.narrow.forward(states, { activation: 'relu' }));
      const normed = this.norm.forward(narrowed);
      const { output, weights } = this.selfAttn.forward(normed, normed, normed, { lengths, needWeights });
      return { output: add(narrowed, drop(output)), weights };
    });
  }
}
