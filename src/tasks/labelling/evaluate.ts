import { accuracy, type Confusion, confusion, type F1Score, f1Scores, macroF1 } from '../../metrics/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { EvaluateTaskOptions, Evaluation } from '../task.ts';
import type { Labelled } from './labelled.ts';
import type { LabelPredictor } from './labelPredictor.ts';

/** `metrics` are accuracy and the macro F1. */
export interface LabelEvaluation extends Evaluation {
  readonly byLabel: readonly F1Score[];
  readonly confusion: Confusion;
}

/** @throws DataError if there are no examples, or a label is not among the predictor's. */
export async function evaluateLabels<Input>(
  predictor: LabelPredictor<Input>,
  examples: readonly Labelled<Input>[],
  options: EvaluateTaskOptions = {},
): Promise<LabelEvaluation> {
  if (examples.length === 0) throw new DataError('evaluate: there are no examples to measure on');
  for (const { label, ...place } of examples) predictor.labels.idOf(label, place);
  const labelled = await predictor.label(
    examples.map(({ input }) => input),
    options,
  );
  const predicted = labelled.map(({ label }) => label);
  const truth = examples.map(({ label }) => label);
  const counts = confusion(predicted, truth, predictor.labels.labels);
  const byLabel = f1Scores(counts);
  return {
    metrics: { accuracy: accuracy(predicted, truth), macroF1: macroF1(byLabel) },
    examples: examples.length,
    byLabel,
    confusion: counts,
  };
}
