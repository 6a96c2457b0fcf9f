import type { Graph, GraphSplit } from '../../data/index.ts';

/** A node of a graph by its number: an example, whose neighbours lie in the graph. */
export interface NodeExample {
  readonly graph: Graph;
  readonly node: number;
}

/** The nodes of a part of the data, those whose class is known. */
export function nodesOf(graph: Graph, split: GraphSplit): NodeExample[] {
  return graph.nodesOf(split).map((node) => ({ graph, node }));
}

/** The graphs that nodes are of, each with its nodes. */
export function byGraph(examples: readonly NodeExample[]): Map<Graph, number[]> {
  const nodes = new Map<Graph, number[]>();
  for (const { graph, node } of examples) {
    const others = nodes.get(graph);
    if (others === undefined) nodes.set(graph, [node]);
    else others.push(node);
  }
  return nodes;
}
