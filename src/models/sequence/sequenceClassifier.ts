import {
  lastPool,
  type Mechanism,
  type MechanismRecipe,
  meanPool,
  type Pooling,
} from '../../attention/index.ts';
import { Embedding, Linear, Module } from '../../nn/index.ts';
import { type Rng, type Tensor, tidy } from '../../tensor/index.ts';
import { TransformerContext } from '../context/transformerContext.ts';
import type { TokenBatch } from '../sequenceToSequence.ts';

export interface SequenceClassifierOptions {
  /** V: how many ids there are; 0 is padding. */
  readonly vocabSize: number;
  readonly numLabels: number;
  /** What the label is read from: the mean of all positions, or the last. */
  readonly readFrom: 'all' | 'last';
  readonly embedDim: number;
  readonly numHeads: number;
  readonly feedForwardDim: number;
  readonly numLayers: number;
  readonly dropout: number;
  /** How positions look at one another; the scaled dot product under softmax by default. */
  readonly mechanism?: Mechanism | MechanismRecipe;
  readonly rng: Rng;
}

/**
 * A label for a sequence of ids [B, L]: a vector for each id, its position added, a Transformer encoder whose self-attention is
 * any mechanism, and one vector read from it: logits [B, V] = W read(encoder(embedding(ids))) + b.
 */
export class SequenceClassifier extends Module {
  readonly embedding: Embedding;
  readonly context: TransformerContext;
  readonly pooling: Pooling;
  readonly output: Linear;

  /** @throws ValueError unless `embedDim` is even, and `numHeads` divides it; what the mechanism has against its sizes. */
  constructor({ vocabSize, numLabels, readFrom, ...layers }: SequenceClassifierOptions) {
    super();
    const { embedDim, rng } = layers;
    this.embedding = new Embedding({ numEmbeddings: vocabSize, embeddingDim: embedDim, paddingIdx: 0, rng });
    this.context = new TransformerContext({ ...layers, inFeatures: embedDim });
    this.pooling = readFrom === 'last' ? lastPool() : meanPool();
    this.output = new Linear({ inFeatures: embedDim, outFeatures: numLabels, rng });
  }

  forward({ ids, lengths }: TokenBatch): Tensor {
    return tidy(() => {
      const { output } = this.context.forward(this.embedding.forward(ids), { lengths });
      return this.output.forward(this.pooling.forward(output, { lengths }).output);
    });
  }
}
