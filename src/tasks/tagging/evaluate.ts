import type { TaggedSentence } from '../../data/index.ts';
import { accuracy, type Confusion, confusion, type F1Score, f1Scores, macroF1 } from '../../metrics/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { EvaluateTaskOptions, Evaluation } from '../task.ts';
import type { Tagger } from './tagger.ts';
import { tagIds } from './tagIds.ts';

/** `metrics` are accuracy, the accuracy of the words that were not in the training data (case aside), and the macro F1. */
export interface TaggingEvaluation extends Evaluation {
  readonly words: number;
  readonly unseenWords: number;
  readonly byTag: readonly F1Score[];
  readonly confusion: Confusion;
}

/** @throws DataError if there is no word, or a tag is not among the tagger's. */
export async function evaluateTagger(
  tagger: Tagger,
  sentences: readonly TaggedSentence[],
  options: EvaluateTaskOptions = {},
): Promise<TaggingEvaluation> {
  const { vocabulary } = tagger;
  for (const sentence of sentences) tagIds(sentence, tagger.tags);
  const words = sentences.flatMap((sentence) => sentence.words);
  if (words.length === 0) throw new DataError('tagging: there are no words to evaluate on');
  const tagged = await tagger.tag(
    sentences.map((sentence) => sentence.words),
    options,
  );
  const predicted = tagged.flatMap(({ tags }) => tags);
  const truth = sentences.flatMap(({ tags }) => tags);
  const unseen = [...words.keys()].filter((i) => !vocabulary.hasSeen(words[i]));
  const counts = confusion(predicted, truth, tagger.tags.labels);
  const byTag = f1Scores(counts);
  const ofUnseen = (tags: readonly string[]): string[] => unseen.map((i) => tags[i]);
  return {
    metrics: {
      accuracy: accuracy(predicted, truth),
      ...(unseen.length > 0 && { unseenAccuracy: accuracy(ofUnseen(predicted), ofUnseen(truth)) }),
      macroF1: macroF1(byTag),
    },
    examples: sentences.length,
    words: words.length,
    unseenWords: unseen.length,
    byTag,
    confusion: counts,
  };
}
