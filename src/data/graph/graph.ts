import { type SparsityOptions, ValueError } from '../../tensor/index.ts';

/** Which part of the data a node belongs to. */
export type GraphSplit = 'train' | 'val' | 'test';

/** What is known of nodes besides their edges: few of many features each, in compressed rows. */
export interface GraphFeatures {
  readonly numFeatures: number;
  /** [N + 1]: node i has the entries offsets[i] to offsets[i + 1] - 1. */
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

export interface GraphOptions {
  /** What nodes are called. */
  readonly nodes: readonly string[];
  /** Pairs of nodes, by number, from no node to itself and each pair once, in whichever direction. */
  readonly edges: readonly (readonly [number, number])[];
  readonly classes?: readonly string[];
  /** The class of each node by number; -1 where it is not known. */
  readonly labels?: ArrayLike<number>;
  readonly splits?: readonly (GraphSplit | null)[];
  readonly features?: GraphFeatures | null;
}

/** Nodes and the undirected edges between them, with features and classes where there are any. Nodes are numbered from 0. */
export class Graph {
  readonly nodes: readonly string[];
  readonly numEdges: number;
  readonly classes: readonly string[];
  readonly labels: Int32Array;
  readonly splits: readonly (GraphSplit | null)[];
  readonly features: GraphFeatures | null;
  readonly #offsets: Int32Array;
  readonly #neighbours: Int32Array;

  /** @throws ValueError if an edge or a label is of no node or class. */
  constructor({ nodes, edges, classes = [], labels, splits, features = null }: GraphOptions) {
    const N = nodes.length;
    this.nodes = nodes;
    this.numEdges = edges.length;
    this.classes = classes;
    this.labels = labels === undefined ? new Int32Array(N).fill(-1) : Int32Array.from(labels);
    this.splits = splits ?? new Array<null>(N).fill(null);
    this.features = features;
    const wrong = this.labels.find((label) => label < -1 || label >= classes.length);
    if (wrong !== undefined) {
      throw new ValueError(`Graph: labels must be -1 or from 0 to ${classes.length - 1}; got ${wrong}`);
    }
    [this.#offsets, this.#neighbours] = compressRows(N, edges);
  }

  get numNodes(): number {
    return this.nodes.length;
  }

  /** The neighbours of a node, in ascending order. */
  edgesFrom(node: number): Int32Array {
    return this.#neighbours.subarray(this.#offsets[node], this.#offsets[node + 1]);
  }

  /** The nodes of a part of the data whose class is known. */
  nodesOf(split: GraphSplit): number[] {
    return [...this.splits.keys()].filter((i) => this.splits[i] === split && this.labels[i] >= 0);
  }

  /** Row i holds the neighbours of node i, in ascending order; with `selfLoops` node i itself among them. */
  adjacency({ selfLoops = false }: { selfLoops?: boolean } = {}): SparsityOptions {
    const N = this.numNodes;
    if (!selfLoops) return { offsets: this.#offsets, columns: this.#neighbours, numColumns: N };
    const columns = this.nodes.flatMap((_, i) => [...this.edgesFrom(i), i].sort((a, b) => a - b));
    return { offsets: this.#offsets.map((offset, i) => offset + i), columns, numColumns: N };
  }
}

/** Both ends of each edge, sorted by node and then by neighbour. */
function compressRows(
  N: number,
  edges: readonly (readonly [number, number])[],
): [offsets: Int32Array, neighbours: Int32Array] {
  const offsets = new Int32Array(N + 1);
  for (const edge of edges) {
    for (const node of edge) {
      if (!Number.isInteger(node) || node < 0 || node >= N) {
        throw new ValueError(`Graph: edges must join nodes from 0 to ${N - 1}; got ${edge.join(' - ')}`);
      }
      offsets[node + 1]++;
    }
  }
  for (let i = 0; i < N; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice(0, N);
  const neighbours = new Int32Array(2 * edges.length);
  for (const [a, b] of edges) {
    neighbours[next[a]++] = b;
    neighbours[next[b]++] = a;
  }
  for (let i = 0; i < N; i++) neighbours.subarray(offsets[i], offsets[i + 1]).sort();
  return [offsets, neighbours];
}
