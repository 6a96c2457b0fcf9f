import { LabelVocabulary, maskFrames, type SpeechFrames, warpFrames } from '../../data/index.ts';
import { speechModels } from '../../models/index.ts';
import { DataError, Rng } from '../../tensor/index.ts';
import { evaluateLabels, type Labelled, LabelTraining } from '../labelling/index.ts';
import type { Task } from '../task.ts';
import { type SpeechSettings, speechSettings } from './settings.ts';
import { type Recording, SpeechClassifier } from './speechClassifier.ts';

/** A recording, and what is said in it. */
export interface LabelledRecording extends Recording {
  readonly label: string;
  /** The file that it comes from. */
  readonly file: string;
}

/** Recordings sorted by length together: few, since how long it is tells much of who says what. */
const POOL_SIZE = 256;

/** A label for a recording, such as the word that is said. */
export const speech = {
  name: 'speech',
  defaultSettings: speechSettings,
  // Accuracy is soon as high as the few that are held out can tell, and of equal scores the first would stay.
  monitor: { metric: 'loss', mode: 'min' },

  prepare(examples, settings) {
    if (examples.length === 0) throw new DataError('speech: there are no recordings to learn from');
    const labels = LabelVocabulary.of(examples.map(({ label }) => label));
    return build(examples[0].sampleRate, labels, settings);
  },

  refuse(classifier, recording) {
    const why = classifier.refuseRecording(recording);
    return why && `${recording.file}: ${why}`;
  },

  training(classifier, train, validation, settings) {
    const { batchFrames, augmentation } = settings;
    return new LabelTraining(classifier, labelled(classifier, train), labelled(classifier, validation), {
      ...settings,
      batchPlaces: Math.ceil(batchFrames / classifier.model.stride),
      poolSize: POOL_SIZE,
      augment: (frames, rng) => maskFrames(warpFrames(frames, augmentation, rng), augmentation, rng),
    });
  },

  evaluate: (classifier, examples, options = {}) =>
    evaluateLabels(classifier, labelled(classifier, examples), options),

  toJSON: ({ sampleRate, labels }) => ({ sampleRate, labels: labels.toJSON() }),
  fromJSON(json, settings) {
    const { sampleRate, labels } = Object(json);
    if (!(Number.isInteger(sampleRate) && sampleRate > 0)) {
      throw new DataError(`speech: a classifier needs a sampleRate; got ${JSON.stringify(sampleRate)}`);
    }
    return build(sampleRate, LabelVocabulary.fromJSON(labels), settings);
  },
} satisfies Task<LabelledRecording, SpeechSettings, SpeechClassifier>;

function build(
  sampleRate: number,
  labels: LabelVocabulary,
  { model, features, seed }: SpeechSettings,
): SpeechClassifier {
  const context = { numFeatures: features.melBands, numLabels: labels.size, rng: new Rng(seed) };
  return new SpeechClassifier(speechModels.build(model, context), { sampleRate, features, labels });
}

/** Frames are made once, not anew in every epoch. */
function labelled(
  classifier: SpeechClassifier,
  recordings: readonly LabelledRecording[],
): Labelled<SpeechFrames>[] {
  return recordings.map((recording) => ({
    input: classifier.framesOf(recording),
    label: recording.label,
    name: recording.file,
  }));
}
