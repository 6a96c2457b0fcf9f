import type { GraphFeatures } from './graph.ts';
import { badLine, graphLines, type NamedBytes, type NodeNumbers, nodeNumber } from './namedBytes.ts';

/**
 * Features from lines of a node, a tab, and with spaces between them the indices of those that it has, from 0: as
 * `index`, which stands for 1, or `index:value`. A node without a line has none.
 *
 * @param numFeatures how many there are; by default as many as the largest index says
 * @throws DataError that names the file and the line.
 */
export async function readFeatures(
  file: NamedBytes,
  nodes: NodeNumbers,
  numFeatures: number | null,
): Promise<GraphFeatures> {
  const rows = new Array<Map<number, number> | undefined>(nodes.size);
  let largest = -1;
  for await (const { line, text } of graphLines(file, 'a node a line, and the indices of its features')) {
    const [node, ...items] = text
      .split(text.includes('\t') ? /\t|[ ,]+/ : /[ ,]+/)
      .filter((item) => item !== '');
    const number = nodeNumber(nodes, node, file.name, line);
    if (rows[number] !== undefined) throw badLine(file.name, line, `the node "${node}" is there twice`);
    const row = new Map<number, number>();
    for (const item of items) {
      const [index, value] = featureOf(file.name, line, item, numFeatures);
      if (row.has(index)) throw badLine(file.name, line, `the feature ${index} is there twice`);
      row.set(index, value);
      largest = Math.max(largest, index);
    }
    rows[number] = row;
  }
  return compress(rows, numFeatures ?? largest + 1);
}

function featureOf(
  name: string,
  line: number,
  item: string,
  numFeatures: number | null,
): [index: number, value: number] {
  const [, index, value = '1'] = /^(\d+)(?::(.+))?$/.exec(item) ?? [];
  if (index === undefined || !Number.isFinite(Number(value))) {
    throw badLine(name, line, `a feature must be an index from 0, or index:value; got "${item}"`);
  }
  if (numFeatures !== null && Number(index) >= numFeatures) {
    throw badLine(name, line, `the feature ${index} is out of range: there are ${numFeatures}, from 0`);
  }
  return [Number(index), Number(value)];
}

function compress(
  rows: readonly (ReadonlyMap<number, number> | undefined)[],
  numFeatures: number,
): GraphFeatures {
  const offsets = new Int32Array(rows.length + 1);
  const entries: [index: number, value: number][] = [];
  for (let i = 0; i < rows.length; i++) {
    for (const entry of [...(rows[i] ?? [])].sort(([a], [b]) => a - b)) entries.push(entry);
    offsets[i + 1] = entries.length;
  }
  return {
    numFeatures,
    offsets,
    indices: Int32Array.from(entries, ([index]) => index),
    values: Float32Array.from(entries, ([, value]) => value),
  };
}
