import type { DecodingCache, ProjectedMemory } from '../../attention/index.ts';
import { Dropout, Embedding, init, Module } from '../../nn/index.ts';
import {
  keep,
  linear,
  mean,
  mul,
  type Rng,
  reshape,
  selectRows,
  type Tensor,
  tensor,
  tidy,
} from '../../tensor/index.ts';
import type { DecodingSession, DecodingStep, SequenceToSequence, TokenBatch } from '../sequenceToSequence.ts';
import { TransformerDecoder } from './decoder.ts';
import { TransformerEncoder } from './encoder.ts';
import { type AddedPositions, type PositionsName, transformerPositions } from './positions.ts';

export interface TransformerOptions {
  /** V: source and target share one vocabulary, and one embedding, which also scores the next token. */
  readonly vocabSize: number;
  readonly embedDim: number;
  readonly numHeads: number;
  readonly feedForwardDim: number;
  readonly numEncoderLayers: number;
  readonly numDecoderLayers: number;
  readonly dropout?: number;
  /** Positions that source and target may have at the most. */
  readonly maxLength?: number;
  /** How the model is told the order of its tokens; 'sinusoidal' by default. */
  readonly positions?: PositionsName;
  /** The token that fills sequences up; its embedding stays zero. */
  readonly padId: number;
  readonly rng: Rng;
}

/**
 * The Transformer encoder-decoder (Vaswani et al., 2017), norms in front, one embedding for source, target and output (Press
 * and Wolf, 2017). Positions are added to the embeddings, or told to self-attention; attention to the source has none.
 */
export class Transformer extends Module implements SequenceToSequence {
  readonly maxLength: number;
  readonly embedding: Embedding;
  /** What is added to embeddings; null where self-attention knows positions, or nothing does. */
  readonly positions: AddedPositions | null;
  readonly dropout: Dropout;
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;

  constructor(options: TransformerOptions) {
    super();
    const {
      vocabSize,
      embedDim,
      numHeads,
      feedForwardDim,
      dropout = 0.1,
      maxLength = 512,
      padId,
      rng,
    } = options;
    this.maxLength = maxLength;
    const layer = { embedDim, numHeads, feedForwardDim, dropout, rng };
    this.embedding = new Embedding({
      numEmbeddings: vocabSize,
      embeddingDim: embedDim,
      paddingIdx: padId,
      rng,
    });
    init.normal({ std: embedDim ** -0.5, rng })(this.embedding.weight);
    const positions = transformerPositions[options.positions ?? 'sinusoidal'];
    const sizes = { embedDim, numHeads, maxLength, rng };
    this.positions = positions.added?.(sizes) ?? null;
    this.dropout = new Dropout({ p: dropout, rng });
    this.encoder = new TransformerEncoder({
      ...layer,
      numLayers: options.numEncoderLayers,
      positions: positions.relative?.(sizes, { bidirectional: true }),
    });
    this.decoder = new TransformerDecoder({
      ...layer,
      numLayers: options.numDecoderLayers,
      positions: positions.relative?.(sizes, { bidirectional: false }),
    });
    for (const parameter of [...this.encoder.parameters(), ...this.decoder.parameters()]) {
      if (parameter.rank > 1) init.xavierUniform({ rng })(parameter);
    }
  }

  forward(source: TokenBatch, target: TokenBatch): Tensor {
    return tidy(() => {
      const memories = this.decoder.projectMemory(this.encode(source));
      const { output } = this.decoder.forward(this.embed(target.ids), {
        memories,
        memoryLengths: source.lengths,
      });
      return this.logits(output);
    });
  }

  /** [B, S] -> [B, S, D]. */
  encode({ ids, lengths }: TokenBatch): Tensor {
    return tidy(() => this.encoder.forward(this.embed(ids), { lengths }).output);
  }

  /** Tokens [B, L] from position `offset` on -> [B, L, D]. */
  embed(ids: Tensor, offset = 0): Tensor {
    const scaled = mul(this.embedding.forward(ids), Math.sqrt(this.embedding.weight.shape[1]));
    return this.dropout.forward(this.positions?.forward(scaled, { offset }) ?? scaled);
  }

  /** [B, L, D] -> [B, L, V]: how well each token's embedding fits. */
  logits(hidden: Tensor): Tensor {
    return linear(hidden, this.embedding.weight);
  }

  startDecoding(source: TokenBatch): DecodingSession {
    return new TransformerSession(this, source);
  }
}

/** Decoding step by step: each layer keeps the keys and values that it has computed. */
class TransformerSession implements DecodingSession {
  readonly #model: Transformer;
  readonly #caches: readonly DecodingCache[];
  #memories: readonly ProjectedMemory[];
  #lengths: readonly number[];
  /** Which source each row of the batch belongs to. */
  #sources: readonly number[];
  #position = 0;

  constructor(model: Transformer, source: TokenBatch) {
    this.#model = model;
    this.#caches = model.decoder.layers.map(({ selfAttn }) => selfAttn.startDecoding());
    this.#lengths = source.lengths;
    this.#sources = source.lengths.map((_, i) => i);
    this.#memories = tidy(() => model.decoder.projectMemory(model.encode(source)).map(keepMemory));
  }

  get batchSize(): number {
    return this.#sources.length;
  }

  step(tokens: ArrayLike<number>, { needAttention = false }: { needAttention?: boolean } = {}): DecodingStep {
    const model = this.#model;
    return tidy(() => {
      const ids = tensor(Int32Array.from(tokens), { shape: [tokens.length, 1] });
      const { output, weights } = model.decoder.forward(model.embed(ids, this.#position), {
        memories: this.#memories,
        memoryLengths: this.#lengths,
        kvCaches: this.#caches,
        needWeights: needAttention,
      });
      this.#position++;
      const [B, , D] = output.shape;
      // [B, H, 1, S]: the mean of the heads.
      const attention = weights && reshape(mean(weights, 1), [B, weights.shape[3]]);
      return { logits: model.logits(reshape(output, [B, D])), attention };
    });
  }

  reorder(rows: readonly number[]): void {
    for (const cache of this.#caches) cache.reorder(rows);
    const before = this.#sources;
    this.#sources = rows.map((row) => before[row]);
    // Mostly the beams of a source go on from one another, and what they look at stays where it is.
    if (rows.length === before.length && this.#sources.every((source, i) => source === before[i])) return;
    this.#lengths = rows.map((row) => this.#lengths[row]);
    this.#reorderMemories(rows);
  }

  #reorderMemories(rows: readonly number[]): void {
    const before = this.#memories;
    this.#memories = tidy(() =>
      before.map(({ key, value }) =>
        keepMemory({ key: selectRows(key, rows), value: selectRows(value, rows) }),
      ),
    );
    disposeMemories(before);
  }

  dispose(): void {
    for (const cache of this.#caches) cache.dispose();
    disposeMemories(this.#memories);
    this.#memories = [];
  }
}

function keepMemory({ key, value }: ProjectedMemory): ProjectedMemory {
  return { key: keep(key), value: keep(value) };
}

function disposeMemories(memories: readonly ProjectedMemory[]): void {
  for (const { key, value } of memories) {
    key.dispose();
    value.dispose();
  }
}
