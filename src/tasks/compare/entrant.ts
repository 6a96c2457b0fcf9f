import type { LabelledTokens, TokenTask } from '../../data/index.ts';
import { SequenceClassifier } from '../../models/index.ts';
import { Rng } from '../../tensor/index.ts';
import { type Labelled, LabelTraining } from '../labelling/index.ts';
import type { ComparedMechanism } from './mechanisms.ts';
import { SequencePredictor } from './sequencePredictor.ts';
import type { ComparisonSettings } from './settings.ts';

/** A model that takes part in a comparison, before training. */
export interface Entrant {
  readonly predictor: SequencePredictor;
  readonly training: LabelTraining<Uint16Array>;
}

/** L: the most tokens of any sequence of a task. */
export function longestOf({ train, test }: TokenTask): number {
  return [...train, ...test].reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
}

export const labelled = ({ tokens, label }: LabelledTokens): Labelled<Uint16Array> => ({
  input: tokens,
  label,
});

/** The same encoder for every mechanism, and from one seed the same batches in the same order. */
export function entrant(
  task: TokenTask,
  mechanism: ComparedMechanism,
  settings: ComparisonSettings,
  seed: number,
): Entrant {
  const { embedDim, numHeads, batchSize } = settings;
  const maxLength = longestOf(task);
  const rng = new Rng(seed);
  const model = new SequenceClassifier({
    ...settings,
    vocabSize: task.vocabSize,
    numLabels: task.labels.length,
    readFrom: task.readFrom,
    mechanism: mechanism({ maxLength, numHeads, headDim: embedDim / numHeads, rng }),
    rng,
  });
  const batchPlaces = batchSize * maxLength;
  const predictor = new SequencePredictor(model, task, batchPlaces);
  const training = new LabelTraining(predictor, task.train.map(labelled), [], {
    batchPlaces,
    labelSmoothing: 0,
    seed,
  });
  return { predictor, training };
}
