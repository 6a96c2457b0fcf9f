import { LabelVocabulary, type TokenTask } from '../../data/index.ts';
import { type SequenceClassifier, tokenBatch } from '../../models/index.ts';
import { type LabelOutput, LabelPredictor } from '../labelling/index.ts';

/** A model of sequences of ids together with the labels of its task. */
export class SequencePredictor extends LabelPredictor<Uint16Array> {
  readonly model: SequenceClassifier;
  protected readonly batchPlaces: number;

  constructor(model: SequenceClassifier, { labels }: TokenTask, batchPlaces: number) {
    super(new LabelVocabulary(labels));
    this.model = model;
    this.batchPlaces = batchPlaces;
  }

  refuse(tokens: Uint16Array): string | null {
    return tokens.length > 0 ? null : 'it is empty';
  }

  lengthOf(tokens: Uint16Array): number {
    return tokens.length;
  }

  forward(sequences: readonly Uint16Array[]): LabelOutput {
    return { logits: this.model.forward(tokenBatch(sequences, 0)), weights: null };
  }
}
