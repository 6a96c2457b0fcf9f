import { Graph, type GraphSplit } from '../../src/data/index.ts';
import { Rng } from '../../src/tensor/index.ts';

/**
 * A graph of three groups of nodes, each with edges mostly among themselves, and features that say little: an easy problem
 * for whoever looks at neighbours.
 */
export function communities({ size = 23, seed = 1, features = true } = {}): Graph {
  const rng = new Rng(seed);
  const N = 3 * size;
  const groupOf = (node: number): number => node % 3;
  const edges: [number, number][] = [];
  for (let a = 0; a < N; a++) {
    for (let b = a + 1; b < N; b++) {
      if (rng.uniform() < (groupOf(a) === groupOf(b) ? 0.3 : 0.01)) edges.push([a, b]);
    }
  }
  const numFeatures = 7;
  const offsets = Int32Array.from({ length: N + 1 }, (_, i) => 2 * i);
  const indices = Int32Array.from({ length: 2 * N }, (_, e) => {
    const node = e >> 1;
    if (e % 2 === 0) return rng.uniform() < 0.6 ? groupOf(node) : rng.integer(3);
    return 3 + rng.integer(4);
  });
  const nodes = Array.from({ length: N }, (_, i) => `n${i}`);
  const splitOf = (i: number): GraphSplit => (i < 15 ? 'train' : i < 36 ? 'val' : 'test');
  return new Graph({
    nodes,
    edges,
    classes: ['red', 'green', 'blue'],
    labels: nodes.map((_, i) => groupOf(i)),
    splits: nodes.map((_, i) => splitOf(i)),
    features: features ? { numFeatures, offsets, indices, values: new Float32Array(2 * N).fill(1) } : null,
  });
}
