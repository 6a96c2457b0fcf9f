import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachImage, type LabelledImage, readImages, readPng } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { DataError } from '../../tensor/index.ts';
import type { Split } from './taskCommand.ts';

const EXPECTED = `Pictures are a folder with one of these:
  IDX files, as MNIST has them: train-images… and train-labels…, t10k- or test- for measuring, plain or .gz
  folders train/ and test/, each with a folder of PNG files for each label; or such folders of labels alone`;

/** What files and folders of a split begin with. */
const beginnings: Readonly<Record<Split, RegExp>> = {
  train: /^train/i,
  valid: /^(valid|val|dev)/i,
  test: /^(t10k|test)/i,
};

/**
 * Pictures with their labels, from the split's part of a folder; null where it has none for validation.
 *
 * @throws DataError that says what a folder must hold, or which file cannot be read.
 */
export async function readPictures(folder: string, split: Split): Promise<LabelledImage[] | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: Error) => {
    throw new DataError(`cannot read the folder ${folder}: ${cause.message}\n${EXPECTED}`, { cause });
  });
  const begins = beginnings[split];
  const files = entries.filter((entry) => entry.isFile() && begins.test(entry.name)).map(({ name }) => name);
  const [images, labels] = [/images/i, /labels/i].map((kind) => files.find((name) => kind.test(name)));
  if (images !== undefined && labels !== undefined) {
    const [imagesName, labelsName] = [join(folder, images), join(folder, labels)];
    const sources = { images: openFile(imagesName), labels: openFile(labelsName), imagesName, labelsName };
    return eachImage(await readImages(sources));
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const part = folders.find((name) => begins.test(name));
  if (part !== undefined) return readLabelFolders(join(folder, part));
  if (split === 'valid') return null;
  const hasParts = folders.some((name) => Object.values(beginnings).some((begin) => begin.test(name)));
  if (folders.length > 0 && !hasParts) return readLabelFolders(folder);
  throw new DataError(`${folder} has no pictures for ${split}.\n${EXPECTED}`);
}

/** PNG files by the folder that they are in, which is their label. */
async function readLabelFolders(folder: string): Promise<LabelledImage[]> {
  const examples: LabelledImage[] = [];
  const labels = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name: label } of labels.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const files = (await readdir(join(folder, label))).filter((file) => /\.png$/i.test(file)).sort();
    for (const file of files) {
      const name = join(folder, label, file);
      examples.push({ image: await readPng(await readFile(name), { name }), label });
    }
  }
  if (examples.length === 0)
    throw new DataError(`there is no PNG file in the folders of ${folder}.\n${EXPECTED}`);
  return examples;
}
