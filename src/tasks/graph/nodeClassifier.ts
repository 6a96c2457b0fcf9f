import type { Graph } from '../../data/index.ts';
import {
  countFeatures,
  type GraphNodeClassifier,
  type GraphNodeOutput,
  graphInput,
} from '../../models/index.ts';
import { DataError, noGrad, softmax, tidy, ValueError } from '../../tensor/index.ts';

export interface NodeLabel {
  readonly node: number;
  /** What the node is called. */
  readonly name: string;
  /** The likeliest class. */
  readonly label: string;
  /** Of each class. */
  readonly probabilities: readonly number[];
}

/** What a node took from one of those that it looked at, itself among them. */
export interface NeighbourWeight {
  readonly node: number;
  readonly name: string;
  /** Of each head; over all neighbours of a node they add up to 1. */
  readonly weights: readonly number[];
}

/** Whom a node looked at, in one layer, in the order of their numbers. */
export interface NodeAttention {
  readonly node: number;
  readonly name: string;
  readonly layer: number;
  readonly neighbours: readonly NeighbourWeight[];
}

export interface NodeClassifierOptions {
  readonly model: GraphNodeClassifier;
  readonly classes: readonly string[];
  readonly numFeatures: number;
}

/** A network together with the names of the classes that it learned: a graph in, the classes of its nodes out. */
export class NodeClassifier {
  readonly model: GraphNodeClassifier;
  readonly classes: readonly string[];
  /** How many features nodes must have. */
  readonly numFeatures: number;

  constructor({ model, classes, numFeatures }: NodeClassifierOptions) {
    this.model = model;
    this.classes = classes;
    this.numFeatures = numFeatures;
  }

  /**
   * The classes of nodes, by default of all, each seen among its neighbours.
   *
   * @throws DataError if the graph does not fit; ValueError for a node that is not there.
   */
  classify(graph: Graph, nodes: readonly number[] = [...graph.nodes.keys()]): NodeLabel[] {
    for (const node of nodes) requireNode(graph, node);
    const { classes } = this;
    const all = this.#run(graph, false, ({ logits }) => softmax(logits, -1).read() as Float32Array);
    return nodes.map((node) => {
      const probabilities = [...all.subarray(node * classes.length, (node + 1) * classes.length)];
      const label = classes[probabilities.indexOf(Math.max(...probabilities))];
      return { node, name: graph.nodes[node], label, probabilities };
    });
  }

  /**
   * Whom a node looks at, in each layer.
   *
   * @throws DataError if the graph does not fit; ValueError for a node that is not there.
   */
  attention(graph: Graph, node: number): NodeAttention[] {
    requireNode(graph, node);
    const { offsets, columns } = graph.adjacency({ selfLoops: true });
    const layers = this.#run(graph, true, ({ weights }) =>
      weights!.map((layer) => ({ H: layer.shape[1], data: layer.read() as Float32Array })),
    );
    const name = graph.nodes[node];
    return layers.map(({ H, data }, layer) => {
      const neighbours = Array.from({ length: offsets[node + 1] - offsets[node] }, (_, i) => {
        const edge = offsets[node] + i;
        const other = columns[edge];
        const weights = [...data.subarray(edge * H, (edge + 1) * H)];
        return { node: other, name: graph.nodes[other], weights };
      });
      return { node, name, layer, neighbours };
    });
  }

  /** What keeps a graph from being read, in words; null if nothing does. */
  refuse(graph: Graph): string | null {
    const count = countFeatures(graph);
    if (count === this.numFeatures) return null;
    const whose = graph.features === null ? 'no features, and so is known by its nodes' : 'features';
    return `the graph has ${count} ${whose}; this model was trained on ${this.numFeatures}`;
  }

  /** @throws DataError if there is something that keeps a graph from being read. */
  requireFit(graph: Graph): void {
    const why = this.refuse(graph);
    if (why !== null) throw new DataError(`NodeClassifier: ${why}`);
  }

  #run<T>(graph: Graph, needWeights: boolean, use: (output: GraphNodeOutput) => T): T {
    this.requireFit(graph);
    const input = graphInput(graph);
    try {
      return noGrad(() => tidy(() => use(this.model.forward(input.features, input.edges, { needWeights }))));
    } finally {
      input.dispose();
    }
  }
}

function requireNode({ numNodes }: Graph, node: number): void {
  if (Number.isInteger(node) && node >= 0 && node < numNodes) return;
  throw new ValueError(`NodeClassifier: nodes must be from 0 to ${numNodes - 1}; got ${node}`);
}
