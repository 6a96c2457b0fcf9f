import { type LabelVocabulary, packByLength } from '../../data/index.ts';
import type { Module } from '../../nn/index.ts';
import { noGrad, softmax, type Tensor, tidy, ValueError } from '../../tensor/index.ts';
import { EventLoopTurns } from '../../training/index.ts';
import type { Predictor } from '../task.ts';

/** A label, and how it was found. */
export interface Labelling {
  /** The likeliest. */
  readonly label: string;
  /** p(label | input) of each of the labels, in their order. */
  readonly probabilities: Float32Array;
  /** For each head or query, how much it took from each place of the input; null unless asked for, or without attention. */
  readonly attention: readonly Float32Array[] | null;
}

export interface LabelOptions {
  readonly needAttention?: boolean;
  /** Called after each batch with the number of inputs done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a network says of a batch. */
export interface LabelOutput {
  /** [B, V]: unnormalised scores of the labels. */
  readonly logits: Tensor;
  /** [B, H, S]: what each head or query took from each place; null unless asked for, or without attention. */
  readonly weights: Tensor | null;
}

/** A model together with the labels it was trained with: sequences, or sets, of one kind in, a label each out. */
export abstract class LabelPredictor<Input> implements Predictor {
  abstract readonly model: Module;
  readonly labels: LabelVocabulary;
  /** The most places that are worked on side by side, padding included. */
  protected abstract readonly batchPlaces: number;

  constructor(labels: LabelVocabulary) {
    this.labels = labels;
  }

  /** What keeps an input from being labelled, in words; null if nothing does. */
  abstract refuse(input: Input): string | null;
  /** S: how many places an input has. */
  abstract lengthOf(input: Input): number;
  abstract forward(inputs: readonly Input[], options?: { readonly needWeights?: boolean }): LabelOutput;

  /**
   * Labels inputs, those of like length side by side.
   *
   * @throws ValueError for an input that `refuse` has something against.
   */
  async label(
    inputs: readonly Input[],
    { needAttention = false, onProgress, signal }: LabelOptions = {},
  ): Promise<Labelling[]> {
    for (const [i, input] of inputs.entries()) {
      const why = this.refuse(input);
      if (why !== null) throw new ValueError(`label: input ${i + 1}: ${why}`);
    }
    const results = new Array<Labelling>(inputs.length);
    const turns = new EventLoopTurns();
    let done = 0;
    const batches = packByLength([...inputs.keys()], (i) => [this.lengthOf(inputs[i])], this.batchPlaces);
    for (const batch of batches) {
      await turns.giveIfDue();
      signal?.throwIfAborted();
      const labelled = this.#labelBatch(
        batch.map((i) => inputs[i]),
        needAttention,
      );
      for (const [place, i] of batch.entries()) results[i] = labelled[place];
      done += batch.length;
      onProgress?.(done, inputs.length);
    }
    return results;
  }

  #labelBatch(inputs: readonly Input[], needWeights: boolean): Labelling[] {
    return noGrad(() =>
      tidy(() => {
        const { logits, weights } = this.forward(inputs, { needWeights });
        const probabilities = softmax(logits).read() as Float32Array;
        const looked = weights?.read() as Float32Array | undefined;
        const V = this.labels.size;
        return inputs.map((input, b) => {
          const own = probabilities.slice(b * V, (b + 1) * V);
          return {
            label: this.labels.labelOf(own.indexOf(Math.max(...own))),
            probabilities: own,
            attention: looked === undefined ? null : rowsOf(looked, weights!.shape, b, this.lengthOf(input)),
          };
        });
      }),
    );
  }
}

/** Of weights [B, H, S], those of input b without its padding, a row for each head. */
function rowsOf(
  weights: Float32Array,
  [, H, S]: readonly number[],
  b: number,
  length: number,
): Float32Array[] {
  return Array.from({ length: H }, (_, h) => weights.slice((b * H + h) * S, (b * H + h) * S + length));
}
