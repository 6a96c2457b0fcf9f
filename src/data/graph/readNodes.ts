import { DataError } from '../../tensor/errors.ts';
import type { GraphSplit } from './graph.ts';
import { badLine, cellsOf, graphLines, type NamedBytes } from './namedBytes.ts';

export interface NodeTable {
  readonly nodes: string[];
  readonly labels: number[];
  readonly splits: (GraphSplit | null)[];
  readonly classes: readonly string[];
}

const splitWords: Readonly<Record<string, GraphSplit | null>> = {
  train: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
  '-': null,
  '': null,
};

/**
 * Nodes from lines of columns, of which the first names them: node, and, if they are there, label and split. A label is
 * one of the given classes, by number or name; without classes, all labels that there are, sorted, become the classes.
 * - and nothing at all stand for no label, and for no split.
 *
 * @throws DataError that names the file and the line.
 */
export async function readNodes(file: NamedBytes, classes: readonly string[] | null): Promise<NodeTable> {
  const { name } = file;
  const labels: string[] = [];
  const labelLines: number[] = [];
  const splits: (GraphSplit | null)[] = [];
  const seen = new Map<string, number>();
  let columns: readonly string[] | null = null;
  for await (const { line, text } of graphLines(file, 'a table with the columns node, label and split')) {
    const cells = cellsOf(text);
    if (columns === null) {
      columns = headerOf(name, line, cells);
      continue;
    }
    const cell = (column: string): string => cells[columns!.indexOf(column)] ?? '';
    const node = cell('node');
    if (node === '') throw badLine(name, line, 'the node has no name');
    if (seen.has(node)) {
      throw badLine(name, line, `the node "${node}" is there twice, first in line ${seen.get(node)}`);
    }
    seen.set(node, line);
    splits.push(splitOf(name, line, cell('split')));
    labels.push(cell('label'));
    labelLines.push(line);
  }
  if (seen.size === 0) throw new DataError(`readGraph: ${name} holds no node`);
  const names = classes ?? [...new Set(labels)].filter((label) => !isUnknown(label)).sort();
  return {
    nodes: [...seen.keys()],
    labels: labels.map((label, i) => labelOf(name, labelLines[i], label, names)),
    splits,
    classes: names,
  };
}

function headerOf(name: string, line: number, cells: readonly string[]): readonly string[] {
  if (cells.includes('node')) return cells;
  throw badLine(name, line, `must name the columns: node, label, split; got ${cells.join(', ')}`);
}

function splitOf(name: string, line: number, word: string): GraphSplit | null {
  if (Object.hasOwn(splitWords, word)) return splitWords[word];
  throw badLine(name, line, `split must be train, val, test or - for none; got "${word}"`);
}

const isUnknown = (label: string): boolean => label === '-' || label === '';

function labelOf(name: string, line: number, label: string, classes: readonly string[]): number {
  if (isUnknown(label)) return -1;
  const named = classes.indexOf(label);
  if (named >= 0) return named;
  if (/^\d+$/.test(label) && Number(label) < classes.length) return Number(label);
  throw badLine(
    name,
    line,
    `the label "${label}" is none of the ${classes.length} classes ${classes.join(', ')}, nor one of their numbers from 0`,
  );
}
