import type { Mechanism } from '../../attention/index.ts';
import { isObserved, observed } from '../../attention/observeAttention.ts';
import {
  Dropout,
  Embedding,
  GRU,
  init,
  Linear,
  LSTM,
  Module,
  type RecurrentStack,
  type RecurrentState,
  RNN,
} from '../../nn/index.ts';
import {
  broadcastTo,
  concat,
  expandDims,
  keep,
  linear,
  type Rng,
  reshape,
  selectRows,
  type Tensor,
  tanh,
  tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import type { DecodingSession, DecodingStep, SequenceToSequence, TokenBatch } from '../sequenceToSequence.ts';

/** The recurrent layers to choose from. */
export const cells = { rnn: RNN, gru: GRU, lstm: LSTM } as const;
export type CellName = keyof typeof cells;

type Layers = RecurrentStack<RecurrentState>;
type State = readonly RecurrentState[];

export interface RecurrentTranslatorOptions {
  /** V: source and target share one vocabulary, and one embedding, which also scores the next token. */
  readonly vocabSize: number;
  readonly embedDim: number;
  /** H: the size of the decoder's state; the encoder has half of it in each direction. */
  readonly hiddenDim: number;
  readonly numLayers?: number;
  readonly cell?: CellName;
  /** How the decoder looks back at the source; null squeezes the source through one fixed vector. */
  readonly mechanism: Mechanism | null;
  readonly dropout?: number;
  readonly maxLength?: number;
  readonly padId: number;
  readonly rng: Rng;
}

/** What the decoder knows of the source. */
interface Source {
  /** [B, S, H] */
  readonly outputs: Tensor;
  readonly lengths: readonly number[];
  /** The vector in which the encoder ended, [B, H]. */
  readonly summary: Tensor;
}

/**
 * A recurrent encoder-decoder (Sutskever et al., 2014) that looks back at the source by attention, after each step as in
 * Luong et al. (2015), with any score:
 *
 *     h_t = decoder(y_{t-1}, h_{t-1}),  c_t = attend(h_t, encoder outputs),  o_t = tanh(W [c_t; h_t]),  p_t = softmax(E o_t)
 *
 * Without a mechanism c_t is the vector in which the bidirectional encoder ended, for every t: the bottleneck that
 * attention was invented to remove. Both have the same parameters but for those of the score.
 */
export class RecurrentTranslator extends Module implements SequenceToSequence {
  readonly maxLength: number;
  readonly embedding: Embedding;
  readonly encoder: Layers;
  readonly decoder: Layers;
  readonly combine: Linear;
  readonly dropout: Dropout;
  readonly mechanismModules: readonly Module[];
  readonly #mechanism: Mechanism | null;

  constructor(options: RecurrentTranslatorOptions) {
    super();
    const { vocabSize, embedDim, hiddenDim, numLayers = 1, cell = 'lstm', mechanism, padId, rng } = options;
    const { dropout = 0.1, maxLength = 512 } = options;
    if (hiddenDim % 2 !== 0) {
      throw new ValueError(
        `RecurrentTranslator: hiddenDim must be even, half of it for each direction; got ${hiddenDim}`,
      );
    }
    const layers = { numLayers, dropout, rng };
    this.maxLength = maxLength;
    this.embedding = new Embedding({
      numEmbeddings: vocabSize,
      embeddingDim: embedDim,
      paddingIdx: padId,
      rng,
    });
    init.normal({ std: embedDim ** -0.5, rng })(this.embedding.weight);
    this.encoder = new cells[cell]({
      ...layers,
      inputSize: embedDim,
      hiddenSize: hiddenDim / 2,
      bidirectional: true,
    });
    this.decoder = new cells[cell]({ ...layers, inputSize: embedDim, hiddenSize: hiddenDim });
    this.combine = new Linear({ inFeatures: 2 * hiddenDim, outFeatures: embedDim, bias: false, rng });
    this.dropout = new Dropout({ p: dropout, rng });
    this.mechanismModules = mechanism?.modules ?? [];
    this.#mechanism = mechanism;
  }

  forward(source: TokenBatch, target: TokenBatch): Tensor {
    return tidy(() => {
      const { memory, state } = this.encode(source);
      const { output } = this.decoder.forward(this.embed(target.ids), { state });
      return this.predict(output, memory, false).logits;
    });
  }

  /** The source as the decoder will look at it, and the state in which the decoder begins. */
  encode({ ids, lengths }: TokenBatch): { memory: Source; state: State } {
    return tidy(() => {
      const { output, state } = this.encoder.forward(this.embed(ids), { lengths });
      // Both directions' ends side by side are as long as the decoder's state.
      const joined = Array.from({ length: state.length / 2 }, (_, layer) =>
        join(state[2 * layer], state[2 * layer + 1]),
      );
      return { memory: { outputs: output, lengths, summary: joined[joined.length - 1].h }, state: joined };
    });
  }

  /** Tokens [B, L] -> [B, L, D]. */
  embed(ids: Tensor): Tensor {
    return this.dropout.forward(this.embedding.forward(ids));
  }

  /** The decoder's states h [B, L, H] -> logits [B, L, V], and the weights [B, L, S] of the attention if asked for. */
  predict(hidden: Tensor, source: Source, needWeights: boolean): { logits: Tensor; weights: Tensor | null } {
    return tidy(() => {
      const { context, weights } = this.#lookBack(hidden, source, needWeights);
      const combined = this.dropout.forward(tanh(this.combine.forward(concat([context, hidden], -1))));
      return { logits: linear(combined, this.embedding.weight), weights };
    });
  }

  startDecoding(source: TokenBatch): DecodingSession {
    return new RecurrentSession(this, source);
  }

  #lookBack(
    hidden: Tensor,
    source: Source,
    needWeights: boolean,
  ): { context: Tensor; weights: Tensor | null } {
    if (this.#mechanism === null) {
      return { context: broadcastTo(expandDims(source.summary, 1), hidden.shape), weights: null };
    }
    const { outputs, lengths } = source;
    const { output, weights } = this.#mechanism(hidden, outputs, outputs, {
      lengths,
      needWeights: needWeights || isObserved(),
    });
    observed(this, weights);
    return { context: output, weights: needWeights ? weights : null };
  }
}

function join(forwards: State[number], reverse: State[number]): State[number] {
  const h = concat([forwards.h, reverse.h], -1);
  return forwards.c && reverse.c ? { h, c: concat([forwards.c, reverse.c], -1) } : { h };
}

/** Every tensor of a state or source, by a function. */
function mapState(state: State, f: (x: Tensor) => Tensor): State {
  return state.map(({ h, c }) => (c ? { h: f(h), c: f(c) } : { h: f(h) }));
}

/** Decoding step by step: the state goes on from step to step. */
class RecurrentSession implements DecodingSession {
  readonly #model: RecurrentTranslator;
  #source: Source;
  #state: State;

  constructor(model: RecurrentTranslator, source: TokenBatch) {
    this.#model = model;
    const { memory, state } = tidy(() => {
      const encoded = model.encode(source);
      return {
        memory: {
          ...encoded.memory,
          outputs: keep(encoded.memory.outputs),
          summary: keep(encoded.memory.summary.view()),
        },
        state: mapState(encoded.state, keep),
      };
    });
    this.#source = memory;
    this.#state = state;
  }

  get batchSize(): number {
    return this.#source.lengths.length;
  }

  step(tokens: ArrayLike<number>, { needAttention = false }: { needAttention?: boolean } = {}): DecodingStep {
    const model = this.#model;
    return tidy(() => {
      const ids = tensor(Int32Array.from(tokens), { shape: [tokens.length, 1] });
      const { output, state } = model.decoder.forward(model.embed(ids), { state: this.#state });
      this.#replaceState(mapState(state, keep));
      const { logits, weights } = model.predict(output, this.#source, needAttention);
      const [B, , V] = logits.shape;
      return {
        logits: reshape(logits, [B, V]),
        attention: weights && reshape(weights, [B, weights.shape[2]]),
      };
    });
  }

  reorder(rows: readonly number[]): void {
    const select = (x: Tensor): Tensor => tidy(() => keep(selectRows(x, rows)));
    this.#replaceState(mapState(this.#state, select));
    const { outputs, summary, lengths } = this.#source;
    this.#source = {
      outputs: select(outputs),
      summary: select(summary),
      lengths: rows.map((row) => lengths[row]),
    };
    outputs.dispose();
    summary.dispose();
  }

  dispose(): void {
    this.#replaceState([]);
    this.#source.outputs.dispose();
    this.#source.summary.dispose();
  }

  #replaceState(next: State): void {
    for (const { h, c } of this.#state) {
      h.dispose();
      c?.dispose();
    }
    this.#state = next;
  }
}
