import type { Pattern } from '../../src/attention/index.ts';

/** For each position those that it sees. */
export type Graph = readonly (readonly number[])[];

export function graphOf(pattern: Pattern, n: number): Graph {
  const { allows } = pattern.at(n, n);
  const positions = Array.from({ length: n }, (_, j) => j);
  return positions.map((i) => positions.filter((j) => allows(i, j)));
}

/** How many layers it takes until every position hangs on every other, the longest of the shortest paths; Infinity if never. */
export function layersToReachAll(graph: Graph): number {
  let most = 0;
  for (let from = 0; from < graph.length; from++) most = Math.max(most, stepsToAll(graph, from));
  return most;
}

function stepsToAll(graph: Graph, from: number): number {
  const reached = new Uint8Array(graph.length);
  reached[from] = 1;
  let [edge, count, steps] = [[from], 1, 0];
  while (count < graph.length) {
    const next: number[] = [];
    for (const i of edge) {
      for (const j of graph[i]) {
        if (reached[j] === 1) continue;
        reached[j] = 1;
        next.push(j);
      }
    }
    if (next.length === 0) return Number.POSITIVE_INFINITY;
    [edge, count, steps] = [next, count + next.length, steps + 1];
  }
  return steps;
}

const STEPS = 300;

/**
 * How far the second eigenvalue of the graph, both ways and divided by degrees, lies below the first, which is 1: a random walk
 * forgets where it began in about 1 / gap steps. By power iteration on what is orthogonal to the first eigenvector.
 */
export function spectralGap(graph: Graph): number {
  const both = graph.map((seen) => new Set(seen));
  for (const [i, seen] of graph.entries()) for (const j of seen) both[j].add(i);
  const neighbors = both.map((set) => Int32Array.from(set));
  const roots = neighbors.map(({ length }) => Math.sqrt(length));
  const first = scaled(roots);
  // The slowest wave of a chain, and some of everything.
  const wave = roots.map((_, i) => Math.cos((Math.PI * (i + 0.5)) / roots.length) + Math.sin(i * i + 1) / 10);
  let x = orthogonal(wave, first);
  let value = 0;
  for (let step = 0; step < STEPS; step++) {
    const y = neighbors.map((own, i) => {
      let sum = 0;
      for (const j of own) sum += x[j] / roots[j];
      // Half of the way, so that negative eigenvalues do not count.
      return (sum / roots[i] + x[i]) / 2;
    });
    value = dot(x, y);
    x = orthogonal(y, first);
  }
  return 2 * (1 - value);
}

function scaled(x: readonly number[]): number[] {
  const length = Math.hypot(...x);
  return x.map((value) => value / length);
}

function orthogonal(x: readonly number[], first: readonly number[]): number[] {
  const along = dot(x, first);
  return scaled(x.map((value, i) => value - along * first[i]));
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * y[i], 0);
}
