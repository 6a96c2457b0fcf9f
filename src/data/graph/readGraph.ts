import { DataError } from '../../tensor/errors.ts';
import type { ReadReport } from '../readReport.ts';
import { Graph } from './graph.ts';
import type { NamedBytes } from './namedBytes.ts';
import { readClasses } from './readClasses.ts';
import { readEdges } from './readEdges.ts';
import { readFeatures } from './readFeatures.ts';
import { readNodes } from './readNodes.ts';

/** The files of a graph, of which only the edges must be there. */
export interface GraphFiles {
  /** Two nodes a line. */
  readonly edges: NamedBytes;
  /** A table with the columns node, label and split. */
  readonly nodes?: NamedBytes;
  /** A node a line, and which features it has. */
  readonly features?: NamedBytes;
  /** An index and a name a line, for labels that are numbers. */
  readonly classes?: NamedBytes;
}

export interface ReadGraph {
  readonly graph: Graph;
  /** What became of the lines of edges. */
  readonly report: ReadReport;
}

/**
 * A graph from text files, plain or gzipped; what each holds is said at `readNodes`, `readEdges`, `readFeatures` and
 * `readClasses`.
 *
 * @param options.numFeatures how many features there are, where a model asks for as many
 * @throws DataError that names the file and the line.
 */
export async function readGraph(
  files: GraphFiles,
  { numFeatures = null }: { numFeatures?: number | null } = {},
): Promise<ReadGraph> {
  const classes = files.classes === undefined ? null : await readClasses(files.classes);
  const table = files.nodes === undefined ? null : await readNodes(files.nodes, classes);
  const known = table && new Map(table.nodes.map((node, i) => [node, i]));
  const { edges, lines, skipped, nodes: numbers } = await readEdges(files.edges, known);
  if (numbers.size === 0) throw new DataError(`readGraph: ${files.edges.name} holds no edge`);
  const features =
    files.features === undefined ? null : await readFeatures(files.features, numbers, numFeatures);
  const graph = new Graph({ ...table, nodes: [...numbers.keys()], edges, features });
  return { graph, report: { lines, kept: edges.length, skipped } };
}
