import { DataError } from '../../tensor/errors.ts';
import { LabelVocabulary } from '../labelVocabulary.ts';

interface HasLabel {
  readonly label: string;
}

/** The labels to learn. @throws DataError if there are no examples of a part, or one to measure on has another label. */
export function labelsOf(
  task: string,
  train: readonly HasLabel[],
  test: readonly HasLabel[],
): readonly string[] {
  for (const [part, examples] of Object.entries({ 'learn from': train, 'measure on': test })) {
    if (examples.length === 0) throw new DataError(`${task}: there are no examples to ${part}`);
  }
  const vocabulary = LabelVocabulary.of(train.map(({ label }) => label));
  for (const { label } of test) vocabulary.idOf(label, { name: `${task}, to measure on` });
  return vocabulary.labels;
}
