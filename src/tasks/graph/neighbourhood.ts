import type { Graph } from '../../data/index.ts';
import type { AttentionGraph } from '../../viz/index.ts';
import type { NodeClassifier } from './nodeClassifier.ts';

/**
 * A node among those that it looks at, to be drawn by `graphMap`: the mean weight of the heads of a layer along each edge, and
 * the class that each node is taken for as its kind, a number of `classifier.classes`.
 *
 * @throws what `NodeClassifier.attention` throws.
 */
export function neighbourhood(
  classifier: NodeClassifier,
  graph: Graph,
  node: number,
  { layer = 0 }: { layer?: number } = {},
): AttentionGraph {
  const { neighbours } = classifier.attention(graph, node)[layer];
  const labels = classifier.classify(
    graph,
    neighbours.map((other) => other.node),
  );
  const center = neighbours.findIndex((other) => other.node === node);
  return {
    nodes: labels.map(({ name, label }) => ({ name, kind: classifier.classes.indexOf(label) })),
    edges: neighbours.map(({ weights }, to) => ({
      from: center,
      to,
      weight: weights.reduce((sum, weight) => sum + weight, 0) / weights.length,
    })),
    center,
  };
}
