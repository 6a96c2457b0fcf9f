import type { Graph, GraphFeatures } from '../../data/index.ts';
import { keep, type SparseMatrix, Sparsity, tensor } from '../../tensor/index.ts';

/** A graph as a network reads it: kept until it is disposed. */
export interface GraphInput {
  /** [N, features], those of each node divided by their sum. */
  readonly features: SparseMatrix;
  /** [N, N]: the neighbours of each node, and the node itself. */
  readonly edges: Sparsity;
  dispose(): void;
}

/** How many features the nodes of a graph have for a network. */
export function countFeatures({ features, numNodes }: Graph): number {
  return features?.numFeatures ?? numNodes;
}

/** Nodes without features are told apart by their numbers: node i has feature i alone. */
export function graphInput(graph: Graph): GraphInput {
  const { numFeatures, offsets, indices, values } = graph.features ?? numbersAsFeatures(graph.numNodes);
  const features = {
    sparsity: new Sparsity({ offsets, columns: indices, numColumns: numFeatures }),
    values: keep(tensor(dividedBySum(offsets, values))),
  };
  const edges = new Sparsity(graph.adjacency({ selfLoops: true }));
  const dispose = (): void => {
    for (const part of [features.sparsity, features.values, edges]) part.dispose();
  };
  return { features, edges, dispose };
}

function numbersAsFeatures(N: number): GraphFeatures {
  return {
    numFeatures: N,
    offsets: Int32Array.from({ length: N + 1 }, (_, i) => i),
    indices: Int32Array.from({ length: N }, (_, i) => i),
    values: new Float32Array(N).fill(1),
  };
}

/** Signs do not cancel, and a row of zeros stays one. */
function dividedBySum(offsets: Int32Array, values: Float32Array): Float32Array {
  const result = values.slice();
  for (let i = 0; i + 1 < offsets.length; i++) {
    const row = result.subarray(offsets[i], offsets[i + 1]);
    const total = row.reduce((sum, value) => sum + Math.abs(value), 0);
    if (total > 0) row.set(row.map((value) => value / total));
  }
  return result;
}
