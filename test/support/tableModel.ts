import type {
  DecodingSession,
  DecodingStep,
  SequenceToSequence,
  TokenBatch,
} from '../../src/models/index.ts';
import { normal } from '../../src/nn/init.ts';
import { Module } from '../../src/nn/module.ts';
import { Parameter } from '../../src/nn/parameter.ts';
import {
  gather,
  keep,
  logSoftmax,
  noGrad,
  Rng,
  ShapeError,
  selectRows,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';

export interface TableModelOptions {
  /** V. */
  vocabSize: number;
  seed?: number;
  /** The standard deviation of scores: the greater, the surer the model is of itself. */
  std?: number;
  maxLength?: number;
  hasAttention?: boolean;
}

const STATES = 61;

/**
 * A Markov chain small enough for exhaustive search, behind the interface of the big models: the scores of the next
 * token are a row of a table, picked by a state that mixes all of the source and all target tokens so far.
 */
export class TableModel extends Module implements SequenceToSequence {
  readonly maxLength: number;
  readonly vocabSize: number;
  readonly hasAttention: boolean;
  /** [STATES, V]. */
  readonly table: Parameter;
  /** The batch size of each step that was ever taken. */
  readonly batchSizes: number[] = [];

  constructor({ vocabSize, seed = 0, std = 2, maxLength = 64, hasAttention = true }: TableModelOptions) {
    super();
    this.vocabSize = vocabSize;
    this.maxLength = maxLength;
    this.hasAttention = hasAttention;
    this.table = new Parameter([STATES, vocabSize], normal({ std, rng: new Rng(seed) }));
  }

  forward(source: TokenBatch, target: TokenBatch): Tensor {
    return tidy(() => {
      const L = target.ids.shape[1];
      const ids = target.ids.read();
      const states = realTokens(source).flatMap((tokens, b) => {
        let state = startState(tokens);
        return Array.from({ length: L }, (_, i) => (state = nextState(state, ids[b * L + i])));
      });
      return gather(this.table, tensor(Int32Array.from(states), { shape: [source.lengths.length, L] }));
    });
  }

  startDecoding(source: TokenBatch): DecodingSession {
    return new TableSession(this, realTokens(source), source.ids.shape[1]);
  }

  /** log p of each next token, after target tokens that begin with bos. */
  logProbs(source: readonly number[], target: readonly number[]): number[] {
    const row = target.reduce(nextState, startState(source)) * this.vocabSize;
    const all = tidy(() => noGrad(() => logSoftmax(this.table).read()));
    return [...all.subarray(row, row + this.vocabSize)];
  }
}

/** Where the model looks after target tokens that begin with bos: weights that depend on all of both. */
export function tableAttention(source: readonly number[], target: readonly number[]): number[] {
  return attentionAt(source, target.reduce(nextState, startState(source)));
}

function attentionAt(source: readonly number[], state: number): number[] {
  const weights = source.map((id, i) => 1 + ((state * (i + 2) + id) % 7));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function startState(source: readonly number[]): number {
  return source.reduce((state, id, i) => (state + (i + 1) * id) % STATES, 0);
}

function nextState(state: number, token: number): number {
  return (state * 5 + token * 3 + 1) % STATES;
}

function realTokens({ ids, lengths }: TokenBatch): number[][] {
  const S = ids.shape[1];
  const all = ids.read();
  return lengths.map((length, b) => [...all.subarray(b * S, b * S + length)]);
}

/** Its state is in tensors, as a real model's is, so that a wrong reorder or a forgotten dispose shows. */
class TableSession implements DecodingSession {
  readonly #model: TableModel;
  readonly #S: number;
  #sources: readonly (readonly number[])[];
  #states: Tensor;

  constructor(model: TableModel, sources: readonly (readonly number[])[], S: number) {
    this.#model = model;
    this.#sources = sources;
    this.#S = S;
    this.#states = keep(tensor(Int32Array.from(sources, startState)));
  }

  get batchSize(): number {
    return this.#sources.length;
  }

  step(tokens: ArrayLike<number>, { needAttention = false }: { needAttention?: boolean } = {}): DecodingStep {
    const model = this.#model;
    if (model.training) throw new Error('TableModel: decoding must be in evaluation mode');
    const B = this.batchSize;
    if (tokens.length !== B) throw new ShapeError(`step: needs ${B} tokens; got ${tokens.length}`);
    model.batchSizes.push(B);
    const before = this.#states;
    const states = before.read().map((state, i) => nextState(state, tokens[i])) as Int32Array;
    this.#states = keep(tensor(states));
    before.dispose();
    const weights = this.#sources.flatMap((source, i) => {
      const row = attentionAt(source, states[i]);
      return [...row, ...new Array<number>(this.#S - row.length).fill(0)];
    });
    const attention =
      needAttention && model.hasAttention
        ? tensor(Float32Array.from(weights), { shape: [B, this.#S] })
        : null;
    return { logits: gather(model.table, this.#states), attention };
  }

  reorder(rows: readonly number[]): void {
    this.#sources = rows.map((row) => this.#sources[row]);
    const before = this.#states;
    this.#states = tidy(() => keep(selectRows(before, rows)));
    before.dispose();
  }

  dispose(): void {
    this.#states.dispose();
  }
}
