import { readdir } from 'node:fs/promises';
import { sep } from 'node:path';
import { DataError, ValueError } from '../../tensor/errors.ts';
import { type LabelledFile, readWavFiles, type WavClips } from './readWavFiles.ts';

/** Where a recording's label comes from: the folder that it lies in, or its name up to the first `_`. */
export type LabelSource = 'folder' | 'file';

export interface ReadWavFolderOptions {
  /** Without it, the folder where all files lie in folders within, and else the name. */
  labels?: LabelSource;
  /** Samples a second of all clips; without it, those of the first file. */
  sampleRate?: number;
}

/**
 * The WAV files of a folder and of those within, in the order of their names, each with its label: `yes/xyz.wav` is a
 * `yes` by its folder, `7_theo_3.wav` a `7` by its name. Hidden files are left out.
 *
 * @throws DataError where a file cannot be read or has no label, or there is none; ValueError on a bad option.
 */
export async function readWavFolder(
  folder: string,
  { labels, sampleRate }: ReadWavFolderOptions = {},
): Promise<WavClips> {
  if (labels !== undefined && labels !== 'folder' && labels !== 'file') {
    throw new ValueError(`readWavFolder: labels must be folder or file; got ${labels}`);
  }
  const files = await findWavs(folder);
  const source = labels ?? (files.every((file) => file.includes('/')) ? 'folder' : 'file');
  const labelled: LabelledFile[] = files.map((file) => ({ file, label: labelOf(file, source, folder) }));
  return readWavFiles(folder, labelled, sampleRate);
}

/** Below the folder, with `/` between names, in the order of their names. */
async function findWavs(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause) => {
    throw new DataError(`readWavFolder: cannot read the folder ${folder}: ${cause.message}`, { cause });
  });
  const files = entries
    .map((entry) => entry.split(sep).join('/'))
    .filter((file) => /\.wave?$/i.test(file) && !file.split('/').some((part) => part.startsWith('.')))
    .sort((a, b) => (a < b ? -1 : 1));
  if (files.length > 0) return files;
  throw new DataError(
    `readWavFolder: there is no .wav file in ${folder}; expected recordings in folders named after their labels ` +
      '(yes/xyz.wav), or with the label first in their names (7_theo_3.wav)',
  );
}

function labelOf(file: string, source: LabelSource, folder: string): string {
  const place = file.lastIndexOf('/');
  const label =
    source === 'folder'
      ? file.slice(0, Math.max(place, 0)).split('/').at(-1)
      : /^([^_]+)_/.exec(file.slice(place + 1))?.[1];
  if (label) return label;
  const rule = source === 'folder' ? 'it lies in no folder within' : 'its name has no label before a _';
  throw new DataError(
    `readWavFolder: there is no label for ${file} in ${folder}: ${rule}. Take labels from folders, from names, or from a ` +
      'list (readWavList)',
  );
}
