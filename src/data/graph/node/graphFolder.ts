import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../tensor/errors.ts';
import { openFile } from '../../node/openFile.ts';
import type { NamedBytes } from '../namedBytes.ts';
import type { GraphFiles } from '../readGraph.ts';

const EXPECTED = `A graph is a folder with these files, each .tsv, .csv or .txt, plain or .gz:
  edges     two nodes a line
  nodes     (to learn classes) a table with the columns node, label and split, which is train, val, test or -
  features  (optional) a node a line, a tab, and the indices of its features, as "3 17" or "3:0.5 17:2"
  classes   (optional) an index and a name a line, where labels are numbers`;

/**
 * The files of a graph in a folder, or, of a file, a list of edges alone, to be read by `readGraph`.
 *
 * @throws DataError that says what is expected, where there are no edges.
 */
export async function graphFolder(path: string): Promise<GraphFiles> {
  const files = await readdir(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOTDIR') return null;
    throw new DataError(`cannot read the folder ${path}: ${cause.message}\n${EXPECTED}`, { cause });
  });
  if (files === null) return { edges: named(path) };
  const find = (stem: string): NamedBytes | undefined => {
    const pattern = new RegExp(`^${stem}\\.(tsv|csv|txt)(\\.gz)?$`);
    const found = files.filter((file) => pattern.test(file));
    if (found.length > 1)
      throw new DataError(`${path} holds more than one of ${found.join(', ')}: which is it?`);
    return found.length === 0 ? undefined : named(join(path, found[0]));
  };
  const edges = find('edges');
  if (edges === undefined) throw new DataError(`there are no edges in ${path}.\n${EXPECTED}`);
  return { edges, nodes: find('nodes'), features: find('features'), classes: find('classes') };
}

function named(path: string): NamedBytes {
  return { name: path, bytes: openFile(path) };
}
