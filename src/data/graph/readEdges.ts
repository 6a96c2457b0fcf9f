import { addSkip, type SkippedLines } from '../readReport.ts';
import { badLine, cellsOf, graphLines, type NamedBytes, type NodeNumbers, nodeNumber } from './namedBytes.ts';

export interface EdgeList {
  /** By the numbers of nodes, each pair once. */
  readonly edges: [number, number][];
  readonly lines: number;
  readonly skipped: SkippedLines[];
  /** Nodes in the order in which they come, where none were given. */
  readonly nodes: NodeNumbers;
}

/** What the two columns are called where a first line names them. */
const header = /^(source|src|from|node_?1) (target|dst|to|node_?2)$/i;

/**
 * Undirected edges from lines of two nodes, with a tab, a comma or white space between them. Edges from a node to itself,
 * and those that came before in either direction, are skipped and reported. Without `nodes`, whatever has an edge is one.
 *
 * @throws DataError that names the file and the line.
 */
export async function readEdges(file: NamedBytes, nodes: NodeNumbers | null): Promise<EdgeList> {
  const numbers = new Map(nodes ?? []);
  const numberOf = (node: string, line: number): number => {
    if (nodes === null && !numbers.has(node)) numbers.set(node, numbers.size);
    return nodeNumber(numbers, node, file.name, line);
  };
  const list: EdgeList = { edges: [], lines: 0, skipped: [], nodes: numbers };
  const seen = new Set<string>();
  let lines = 0;
  let first = true;
  for await (const { line, text } of graphLines(file, 'two nodes a line')) {
    lines++;
    const cells = cellsOf(text);
    const isHeader = first && header.test(cells.join(' ')) && !numbers.has(cells[0]);
    first = false;
    if (isHeader) continue;
    if (cells.length !== 2 || cells.includes('')) {
      const problem = `needs two nodes; got ${cells.length} columns. Weights of edges are not read: leave them out`;
      throw badLine(file.name, line, problem);
    }
    const [a, b] = cells.map((node) => numberOf(node, line)).sort((a, b) => a - b);
    const key = `${a} ${b}`;
    if (a === b) addSkip(list.skipped, 'an edge from a node to itself', line);
    else if (seen.has(key)) addSkip(list.skipped, 'an edge that came before', line);
    else list.edges.push([a, b]);
    seen.add(key);
  }
  return { ...list, lines };
}
