import type { AttentionGraph } from './graphMap.ts';

/** Where a node is drawn, from the centre of the picture, and which way its name goes. */
export interface NodePlace {
  x: number;
  y: number;
  /** Steps from the centre node; one more than any other where no path leads. */
  hop: number;
  angle: number;
}

/**
 * Nodes on rings around the centre, a ring for each step from it, each near the one it was reached from; the same graph
 * is always laid out the same. Nodes of a ring are at least `between` pixels apart, rings `outwards`.
 */
export function hopLayout(
  { nodes, edges, center }: AttentionGraph,
  room: { between: number; outwards: number },
): NodePlace[] {
  const { hops, parents } = reach(nodes.length, edges, center);
  const angles = new Array<number>(nodes.length).fill(-Math.PI / 2);
  const radii = [0];
  const farthest = Math.max(...hops);
  for (let hop = 1; hop <= farthest; hop++) {
    const ring = nodes.map((_, i) => i).filter((i) => hops[i] === hop);
    // By parent's angle, so that lines to the ring before do not cross; equal ones by number.
    ring.sort((a, b) => angleOfParent(a) - angleOfParent(b) || a - b);
    const even = (2 * Math.PI) / Math.max(1, ring.length);
    const turn = ring.length === 0 ? 0 : meanTurn(ring.map((i, k) => angleOfParent(i) - k * even));
    for (const [k, i] of ring.entries()) angles[i] = hop === 1 ? -Math.PI / 2 + k * even : turn + k * even;
    radii.push(Math.max(radii[hop - 1] + room.outwards, (ring.length * room.between) / (2 * Math.PI)));
  }
  function angleOfParent(i: number): number {
    return parents[i] === null ? 0 : angles[parents[i]];
  }
  return nodes.map((_, i) => ({
    x: radii[hops[i]] * Math.cos(angles[i]),
    y: radii[hops[i]] * Math.sin(angles[i]),
    hop: hops[i],
    angle: angles[i],
  }));
}

/** Steps from the centre along edges either way, and the node that each was first reached from. */
function reach(count: number, edges: AttentionGraph['edges'], center: number) {
  const hops = new Array<number>(count).fill(-1);
  const parents = new Array<number | null>(count).fill(null);
  const neighbours = Array.from({ length: count }, (): number[] => []);
  for (const { from, to } of edges) {
    neighbours[from].push(to);
    neighbours[to].push(from);
  }
  hops[center] = 0;
  const queue = [center];
  for (const node of queue) {
    for (const next of neighbours[node]) {
      if (hops[next] >= 0) continue;
      hops[next] = hops[node] + 1;
      parents[next] = node;
      queue.push(next);
    }
  }
  const beyond = Math.max(...hops) + 1;
  return { hops: hops.map((hop) => (hop < 0 ? beyond : hop)), parents };
}

/** The mean of angles, as directions. */
function meanTurn(angles: readonly number[]): number {
  const sum = (f: (angle: number) => number) => angles.reduce((total, angle) => total + f(angle), 0);
  return Math.atan2(sum(Math.sin), sum(Math.cos));
}
