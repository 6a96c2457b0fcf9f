import type { Pooling } from '../../attention/index.ts';
import { Dropout, Linear, Module } from '../../nn/index.ts';
import { type Rng, reshape, type Tensor, tidy } from '../../tensor/index.ts';
import type { ContextEncoder } from '../context/contextEncoder.ts';
import type { WordBatch } from '../words/wordBatch.ts';
import type { WordEncoder } from '../words/wordEncoder.ts';

export interface TextClassifierOptions {
  readonly words: WordEncoder;
  readonly context: ContextEncoder | null;
  readonly pooling: Pooling;
  /** Q: how many vectors the pooling makes of a sentence. */
  readonly numQueries: number;
  readonly numLabels: number;
  readonly dropout: number;
  readonly rng: Rng;
}

/**
 * A label for a sentence: what each word is in its sentence, gathered into one vector by a pooling, whose weights are the telling
 * words; logits [B, V] = W pooling(context(words)) + b.
 */
export class TextClassifier extends Module {
  readonly words: WordEncoder;
  /** Null for a bag of words. */
  readonly context: ContextEncoder | null;
  readonly pooling: Pooling;
  readonly dropout: Dropout;
  readonly output: Linear;

  constructor({ words, context, pooling, numQueries, numLabels, dropout, rng }: TextClassifierOptions) {
    super();
    this.words = words;
    this.context = context;
    this.pooling = pooling;
    this.dropout = new Dropout({ p: dropout, rng });
    const size = (context ?? words).outFeatures;
    this.output = new Linear({ inFeatures: numQueries * size, outFeatures: numLabels, rng });
  }

  /** `weights` [B, Q, S] say what each query of the pooling took from each word; null unless asked for. */
  forward(
    batch: WordBatch,
    { needWeights = false }: { needWeights?: boolean } = {},
  ): { logits: Tensor; weights: Tensor | null } {
    return tidy(() => {
      const { lengths } = batch.words;
      const words = this.words.forward(batch);
      const inContext = this.context?.forward(words, { lengths }).output ?? words;
      const { output, weights } = this.pooling.forward(inContext, { lengths, needWeights });
      const [B, S] = inContext.shape;
      const logits = this.output.forward(this.dropout.forward(reshape(output, [B, -1])));
      return { logits, weights: weights && reshape(weights, [B, -1, S]) };
    });
  }
}
