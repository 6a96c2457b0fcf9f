import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../tensor/index.ts';
import type { Split } from './taskCommand.ts';

/** What the parts of a data set are called. */
export const splitNames: Readonly<Record<Split, readonly string[]>> = {
  train: ['train'],
  valid: ['valid', 'validation', 'dev', 'val'],
  test: ['test'],
};

/**
 * The file that a split of the data is in. A path to a file is all there is: it serves for training and for measuring, and has no
 * part for validation. In a folder it is the file called `train`, `valid` (or `dev`), `test`, with any extension.
 *
 * @throws DataError if there is nothing at the path, or the folder has several such files, or nothing to train or measure on.
 */
export async function splitFile(path: string, split: Split): Promise<string | null> {
  if (!(await isFolder(path))) return split === 'valid' ? null : path;
  const files = await readdir(path);
  const matching = files.filter((file) => splitNames[split].includes(file.split('.')[0]));
  if (matching.length === 1) return join(path, matching[0]);
  if (matching.length > 1) {
    throw new DataError(
      `${path} has ${matching.join(' and ')}: which is meant for ${split}? Give the file itself.`,
    );
  }
  if (split === 'valid') return null;
  throw new DataError(
    `${path} must hold a file called ${splitNames[split].join(' or ')}, such as ${split}.tsv; it holds ${files.slice(0, 8).join(', ') || 'nothing'}`,
  );
}

/** Whether there is a folder at the path, rather than a file. @throws DataError if there is nothing. */
export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such file or folder' : cause.message;
    throw new DataError(`cannot read ${path}: ${reason}`, { cause });
  });
  return found.isDirectory();
}
