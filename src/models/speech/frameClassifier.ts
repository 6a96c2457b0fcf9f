import type { Pooling } from '../../attention/index.ts';
import { Dropout, Linear, Module } from '../../nn/index.ts';
import { type Rng, reshape, type Tensor, tidy } from '../../tensor/index.ts';
import type { ContextEncoder } from '../context/contextEncoder.ts';
import type { FrameBatch } from './frameBatch.ts';
import type { FrameConvolutions } from './frameConvolutions.ts';

export interface FrameClassifierOptions {
  readonly convolutions: FrameConvolutions;
  readonly context: ContextEncoder;
  readonly pooling: Pooling;
  /** Q: how many vectors the pooling makes of a recording. */
  readonly numQueries: number;
  readonly numLabels: number;
  readonly dropout: number;
  readonly rng: Rng;
}

/**
 * A label for a sequence of frames, such as the word that is said: convolutions make fewer places of the frames, the places
 * learn of one another, and a pooling gathers them, whose weights are the telling moments;
 * logits [B, V] = W pooling(context(convolutions(frames))) + b.
 */
export class FrameClassifier extends Module {
  readonly convolutions: FrameConvolutions;
  readonly context: ContextEncoder;
  readonly pooling: Pooling;
  readonly dropout: Dropout;
  readonly output: Linear;

  constructor(options: FrameClassifierOptions) {
    super();
    const { convolutions, context, pooling, numQueries, numLabels, dropout, rng } = options;
    this.convolutions = convolutions;
    this.context = context;
    this.pooling = pooling;
    this.dropout = new Dropout({ p: dropout, rng });
    const inFeatures = numQueries * context.outFeatures;
    this.output = new Linear({ inFeatures, outFeatures: numLabels, rng });
  }

  /** How many frames each place stands for. */
  get stride(): number {
    return this.convolutions.stride;
  }

  /** `weights` [B, Q, S] say what each query of the pooling took from each of the S places; null unless asked for. */
  forward(
    batch: FrameBatch,
    { needWeights = false }: { needWeights?: boolean } = {},
  ): { logits: Tensor; weights: Tensor | null } {
    return tidy(() => {
      const { frames: places, lengths } = this.convolutions.forward(batch);
      const inContext = this.context.forward(places, { lengths }).output;
      const { output, weights } = this.pooling.forward(inContext, { lengths, needWeights });
      const [B, S] = inContext.shape;
      const logits = this.output.forward(this.dropout.forward(reshape(output, [B, -1])));
      return { logits, weights: weights && reshape(weights, [B, -1, S]) };
    });
  }
}
