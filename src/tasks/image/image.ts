import { distortImage, type GreyImage, type LabelledImage } from '../../data/index.ts';
import { imageModels } from '../../models/index.ts';
import { Rng } from '../../tensor/index.ts';
import { evaluateLabels, type Labelled, LabelTraining } from '../labelling/index.ts';
import type { Task } from '../task.ts';
import { ImageClassifier } from './imageClassifier.ts';
import { type PictureKind, pictureKind, pictureKindFromJSON } from './pictureKind.ts';
import { type ImageSettings, imageSettings } from './settings.ts';

/** A label for a picture, such as the digit that is on it. */
export const image = {
  name: 'image',
  defaultSettings: imageSettings,
  monitor: { metric: 'accuracy', mode: 'max' },

  prepare: (examples, settings) => build(pictureKind(examples), settings),

  refuse: (classifier, { image }) => classifier.refuse(image),

  training(classifier, train, validation, settings) {
    const { batchSize, augmentation } = settings;
    return new LabelTraining(classifier, train.map(labelled), validation.map(labelled), {
      ...settings,
      batchPlaces: batchSize * classifier.lengthOf(),
      // All pictures are of one length.
      poolSize: train.length,
      augment: (picture, rng) => distortImage(picture, augmentation, rng),
    });
  },

  evaluate: (classifier, examples, options = {}) =>
    evaluateLabels(classifier, examples.map(labelled), options),

  toJSON: ({ kind }) => kind,
  fromJSON: (json, settings) => build(pictureKindFromJSON(json), settings),
} satisfies Task<LabelledImage, ImageSettings, ImageClassifier>;

function build(kind: PictureKind, { model, seed }: ImageSettings): ImageClassifier {
  const { width: columns, height: rows, labels } = kind;
  const context = { rows, columns, numLabels: labels.size, rng: new Rng(seed) };
  return new ImageClassifier(imageModels.build(model, context), kind);
}

function labelled({ image, label }: LabelledImage): Labelled<GreyImage> {
  return { input: image, label };
}
