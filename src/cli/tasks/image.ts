import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option } from 'commander';
import { type GreyImage, imageRows, type LabelledImage, readIdx, readPng } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { imageModels } from '../../models/index.ts';
import {
  type ImageClassifier,
  type ImageSettings,
  imageSettings,
  image as imageTask,
} from '../../tasks/index.ts';
import { DataError } from '../../tensor/index.ts';
import { imageMap, renderAttention } from '../../viz/index.ts';
import { count, percent } from '../ui/format.ts';
import { positiveInteger } from '../ui/numbers.ts';
import { holdOut } from './holdOut.ts';
import { likeliest, measuredLabels } from './labelReport.ts';
import { describeModels, modelConfig, modelOption } from './modelOptions.ts';
import { readPictures } from './readPictures.ts';
import type { TaskCommand } from './taskCommand.ts';

interface SettingValues {
  model: string;
  set: Record<string, unknown>;
  batch: number;
}

/** Pictures with their labels, from IDX files or folders of PNG files. */
export const imageCommand: TaskCommand<LabelledImage, ImageSettings, ImageClassifier> = {
  task: imageTask,
  summary: 'a label for a picture: digits, letters, signs',
  description:
    'Trains a classifier of small grey pictures, all of one size, cut into patches that attend to one another.',
  dataFormat: 'a folder of IDX files, as MNIST has them, or of PNG files in a folder for each label',
  noun: 'pictures',
  examples: [
    'image --data mnist/ --out digits',
    'image --data mnist/ --out digits --model convolution',
    'image --data signs/ --out signs --set patchSize=8',
  ],
  modelOptions: describeModels(imageModels),
  dataOptions: () => [],
  settingOptions: () => [
    modelOption(imageModels, imageSettings.model.kind),
    new Option('--batch <n>', 'pictures in a batch')
      .argParser(positiveInteger)
      .default(imageSettings.batchSize),
  ],

  settings(options, common) {
    const values = options as unknown as SettingValues;
    const model = modelConfig(imageModels, imageSettings.model, values);
    return { ...imageSettings, ...common, model, batchSize: values.batch };
  },

  async read(path, split) {
    const examples = await readPictures(path, split);
    if (examples === null) return null;
    return { examples, report: { lines: examples.length, kept: examples.length, skipped: [] } };
  },

  holdOut,

  describe: ({ model, kind }, settings) =>
    `${settings.model.kind} with ${count(model.countParameters())} parameters, pictures of ${kind.width} x ${kind.height}, ` +
    `labels ${kind.labels.labels.slice(0, 10).join(', ')}${kind.labels.size > 10 ? ', ...' : ''}`,

  async evaluate(classifier, { examples }, _, onProgress) {
    return measuredLabels(await imageTask.evaluate(classifier, examples, { onProgress }), 'pictures');
  },

  input: { name: 'PNG file, or an IDX file and a number as in images.idx.gz#12', isText: false },
  async predict(classifier, names, { needAttention }) {
    const shown = [];
    for (const name of names) {
      const picture = await pictureOf(classifier, name);
      const [labelling] = await classifier.label([picture]);
      const attention = needAttention ? classifier.attention(picture) : null;
      const best = likeliest(labelling, classifier.labels.labels);
      shown.push({
        text: `${name}\t${labelling.label} (${percent(best[0].probability)})`,
        json: {
          file: name,
          label: labelling.label,
          probabilities: best,
          ...(attention && { rollout: attention.rollout.map((row) => [...row]) }),
        },
        map:
          attention &&
          ((options: Parameters<typeof renderAttention>[1]) =>
            renderAttention(
              {
                source: places(attention.rollout[0].length),
                target: places(attention.rollout.length),
                weights: attention.rollout,
              },
              options,
            )),
      });
    }
    return shown;
  },

  async draw(classifier, name) {
    const picture = await pictureOf(classifier, name);
    const [labelling] = await classifier.label([picture]);
    const [best] = likeliest(labelling, classifier.labels.labels);
    const attention = classifier.attention(picture);
    const rows = imageRows(picture);
    return {
      title: `${basename(name)}: ${best.label} (${percent(best.probability)})`,
      summary:
        'How much of each patch came through all layers to the label, and what each head of the last look took from it.',
      examples: [],
      pictures:
        attention === null
          ? []
          : [
              imageMap({ image: rows, weights: attention.rollout }, { title: 'Through all layers' }),
              ...attention.heads.map((weights, h) =>
                imageMap({ image: rows, weights }, { title: `Head ${h + 1}`, size: 200 }),
              ),
            ],
    };
  },

  nextSteps: (out, { data }) => [`predict ${out} PICTURE.png --show`, `evaluate ${out} --data ${data}`],
};

/** A picture as the model takes it. What had to be done for that is said on standard error. */
async function pictureOf(classifier: ImageClassifier, name: string): Promise<GreyImage> {
  const read = await (/#\d+$/.test(name) ? fromIdx(name) : fromPng(name));
  const why = classifier.refuse(read);
  if (why !== null) throw new DataError(`${name}: ${why}`);
  const { image, inverted } = classifier.withKnownPolarity(read);
  if (inverted) console.error(`heed: inverted ${name}: light and dark were the other way round in training`);
  return image;
}

async function fromPng(name: string): Promise<GreyImage> {
  const bytes = await readFile(name).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new DataError(`cannot read ${name}: ${reason}`, { cause });
  });
  return readPng(bytes, { name });
}

/** Picture number n, from 0, of an IDX file: `images.idx.gz#n`. */
async function fromIdx(reference: string): Promise<GreyImage> {
  const at = reference.lastIndexOf('#');
  const [file, n] = [reference.slice(0, at), Number(reference.slice(at + 1))];
  const { shape, data } = await readIdx(openFile(file), { name: file });
  const [total, height, width] = shape;
  if (shape.length !== 3 || !(data instanceof Uint8Array)) throw new DataError(`${file} holds no pictures`);
  if (n >= total) throw new DataError(`${file} has pictures 0 to ${total - 1}; got ${n}`);
  return { width, height, pixels: data.slice(n * width * height, (n + 1) * width * height) };
}

const places = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i + 1));
