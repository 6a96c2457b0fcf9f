import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGraph } from '../readGraph.ts';
import { graphFolder } from './graphFolder.ts';

describe('graphFolder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heed-graph-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

  it('finds the files there are, whatever they end in', async () => {
    await write('edges.csv', 'a,b\n');
    await write('nodes.tsv', 'node\nb\na\n');
    await write('README.md', '');
    const files = await graphFolder(folder);
    expect([files.features, files.classes]).toEqual([undefined, undefined]);
    const { graph } = await readGraph(files);
    expect(graph.nodes).toEqual(['b', 'a']);
  });

  it('names files by their paths in errors', async () => {
    await write('edges.txt', 'a b c\n');
    await expect(graphFolder(folder).then((files) => readGraph(files))).rejects.toThrow(
      `${join(folder, 'edges.txt')}, line 1`,
    );
  });

  it('takes a file for a list of edges', async () => {
    await write('friends.txt', 'a b\n');
    const { graph } = await readGraph(await graphFolder(join(folder, 'friends.txt')));
    expect(graph.numEdges).toBe(1);
  });

  it('says what it expects where there are no edges, or no folder, or more files than one', async () => {
    await expect(graphFolder(folder)).rejects.toThrow(/no edges in .*two nodes a line/s);
    await expect(graphFolder(join(folder, 'nowhere'))).rejects.toThrow(
      /cannot read the folder .*node, label/s,
    );
    await write('edges.tsv', '');
    await write('edges.tsv.gz', '');
    await expect(graphFolder(folder)).rejects.toThrow('holds more than one of edges.tsv, edges.tsv.gz');
  });
});
