import { describe, expect, it } from 'vitest';
import { ValueError } from '../../tensor/index.ts';
import { Graph } from './graph.ts';

const nodes = ['a', 'b', 'c', 'd', 'e'];

describe('Graph', () => {
  const graph = new Graph({
    nodes,
    edges: [
      [3, 0],
      [0, 1],
      [2, 0],
    ],
    classes: ['x', 'y'],
    labels: [0, 1, -1, 1, 0],
    splits: ['train', 'val', 'train', 'test', 'train'],
  });

  it('has the edges of a node from both sides, in ascending order', () => {
    expect(nodes.map((_, i) => [...graph.edgesFrom(i)])).toEqual([[1, 2, 3], [0], [0], [0], []]);
    expect([graph.numNodes, graph.numEdges]).toEqual([5, 3]);
  });

  it('gives its adjacency, with or without loops', () => {
    const rows = (selfLoops: boolean): number[][] => {
      const { offsets, columns } = graph.adjacency({ selfLoops });
      return nodes.map((_, i) => Array.from(columns).slice(offsets[i], offsets[i + 1]));
    };
    expect(rows(false)).toEqual([[1, 2, 3], [0], [0], [0], []]);
    expect(rows(true)).toEqual([[0, 1, 2, 3], [0, 1], [0, 2], [0, 3], [4]]);
  });

  it('knows which nodes of a split have a label', () => {
    expect(graph.nodesOf('train')).toEqual([0, 4]);
    expect(graph.nodesOf('val')).toEqual([1]);
  });

  it('refuses edges of no node and labels of no class', () => {
    for (const edge of [
      [0, 5],
      [-1, 0],
      [0, 0.5],
    ] as const) {
      expect(() => new Graph({ nodes, edges: [edge] })).toThrow(ValueError);
    }
    expect(() => new Graph({ nodes, edges: [], classes: ['x'], labels: [0, 1, 0, 0, 0] })).toThrow(
      'labels must be -1 or from 0 to 0; got 1',
    );
  });
});
