import { type LabelledText, LabelVocabulary } from '../../data/index.ts';
import { textClassifiers } from '../../models/index.ts';
import { Rng, ValueError } from '../../tensor/index.ts';
import { evaluateLabels, type Labelled, LabelTraining } from '../labelling/index.ts';
import type { Task } from '../task.ts';
import { WordVocabulary } from '../words/wordVocabulary.ts';
import { NaiveBayes } from './naiveBayes.ts';
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
    const texts = examples.map(({ label }, i) => ({ words: sentences[i], label: labels.idOf(label) }));
    const counts = settings.countsShare > 0 ? NaiveBayes.of(texts, labels.size) : null;
    return build({ vocabulary: WordVocabulary.of(sentences, settings), labels, counts }, settings);
  },

  refuse: (classifier, { text }) => classifier.refuse(sentenceOf(text)),

  training: (classifier, train, validation, settings) =>
    new LabelTraining(classifier, train.map(labelled), validation.map(labelled), {
      ...settings,
      batchPlaces: settings.batchWords,
    }),

  evaluate: (classifier, examples, options = {}) =>
    evaluateLabels(classifier, examples.map(labelled), options),

  toJSON: ({ vocabulary, labels, counts }) => ({
    ...vocabulary.toJSON(),
    labels: labels.toJSON(),
    counts: counts?.toJSON() ?? null,
  }),
  fromJSON(json, settings) {
    const { labels, counts } = Object(json) as Record<string, unknown>;
    const parts = {
      vocabulary: WordVocabulary.fromJSON(json),
      labels: LabelVocabulary.fromJSON(labels),
      counts: counts ? NaiveBayes.fromJSON(counts) : null,
    };
    return build(parts, settings);
  },
} satisfies Task<LabelledText, ClassificationSettings, SentenceClassifier>;

/** @throws ValueError unless countsShare is from 0 to 1. */
function build(
  parts: { vocabulary: WordVocabulary; labels: LabelVocabulary; counts: NaiveBayes | null },
  { model, seed, countsShare }: ClassificationSettings,
): SentenceClassifier {
  if (!(countsShare >= 0 && countsShare <= 1)) {
    throw new ValueError(`classification: countsShare must be from 0 to 1; got ${countsShare}`);
  }
  const context = { ...parts.vocabulary.sizes, numLabels: parts.labels.size, rng: new Rng(seed) };
  return new SentenceClassifier({ ...parts, model: textClassifiers.build(model, context), countsShare });
}

function labelled({ text, label, line }: LabelledText): Labelled<Sentence> {
  return { input: sentenceOf(text), label, line };
}
