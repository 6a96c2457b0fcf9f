import { type LabelledText, LabelVocabulary } from '../../data/index.ts';
import { textClassifiers } from '../../models/index.ts';
import { Rng } from '../../tensor/index.ts';
import { evaluateLabels, type Labelled, LabelTraining } from '../labelling/index.ts';
import type { Task } from '../task.ts';
import { WordVocabulary } from '../words/wordVocabulary.ts';
import { type Sentence, SentenceClassifier, sentenceOf } from './sentenceClassifier.ts';
import { type ClassificationSettings, classificationSettings } from './settings.ts';

/** A label for a sentence, such as its sentiment. */
export const classification = {
  name: 'classification',
  defaultSettings: classificationSettings,
  monitor: { metric: 'accuracy', mode: 'max' },

  prepare(examples, settings) {
    const sentences = examples.map(({ text }) => sentenceOf(text).words);
    const labels = LabelVocabulary.of(examples.map(({ label }) => label));
    return build(WordVocabulary.of(sentences, settings), labels, settings);
  },

  refuse: (classifier, { text }) => classifier.refuse(sentenceOf(text)),

  training: (classifier, train, validation, settings) =>
    new LabelTraining(classifier, train.map(labelled), validation.map(labelled), {
      ...settings,
      batchPlaces: settings.batchWords,
    }),

  evaluate: (classifier, examples, options = {}) =>
    evaluateLabels(classifier, examples.map(labelled), options),

  toJSON: ({ vocabulary, labels }) => ({ ...vocabulary.toJSON(), labels: labels.toJSON() }),
  fromJSON: (json, settings) =>
    build(WordVocabulary.fromJSON(json), LabelVocabulary.fromJSON(Object(json).labels), settings),
} satisfies Task<LabelledText, ClassificationSettings, SentenceClassifier>;

function build(
  vocabulary: WordVocabulary,
  labels: LabelVocabulary,
  { model, seed }: ClassificationSettings,
): SentenceClassifier {
  const context = { ...vocabulary.sizes, numLabels: labels.size, rng: new Rng(seed) };
  return new SentenceClassifier(textClassifiers.build(model, context), vocabulary, labels);
}

function labelled({ text, label, line }: LabelledText): Labelled<Sentence> {
  return { input: sentenceOf(text), label, line };
}
