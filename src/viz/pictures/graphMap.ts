import { ShapeError, ValueError } from '../../tensor/errors.ts';
import { truncate } from '../displayWidth.ts';
import { escapeHtml } from '../escapeHtml.ts';
import { hue } from '../palette.ts';
import { coordinate, label, type Picture, padded, textWidth } from '../svg.ts';
import { visibleToken } from '../visibleToken.ts';
import { counted, weightText } from './findings.ts';
import { hopLayout, type NodePlace } from './hopLayout.ts';
import { hueLegend } from './hueLegend.ts';

/** A node's neighbourhood, and how much nodes looked at each other along its edges. */
export interface AttentionGraph {
  nodes: readonly GraphNode[];
  /** Node `from` looks at node `to`, by their places in `nodes`; a node may look at itself. */
  edges: readonly GraphEdge[];
  /** The node in the middle. */
  center: number;
}

export interface GraphNode {
  name: string;
  /** A number for its kind, which has a colour. */
  kind?: number;
}

export interface GraphEdge {
  from: number;
  to: number;
  weight: number;
}

export interface GraphMapOptions {
  title?: string;
  /** Names of the kinds. */
  kinds?: readonly string[];
}

const RADIUS = 8;
const CENTER_RADIUS = 12;
const LONGEST_NAME = 14;
const FONT_SIZE = 12;
const LINE = 24;
/** With more nodes on a ring, their names lean outwards. */
const MOST_LEVEL = 14;
const MOST_TOLD = 8;

/**
 * The nodes around a node, in rings by how many steps away they are, and lines as strong as the attention along them; where
 * two nodes look at each other, each line bends to the left as seen from its own looker. Nodes have the colour of their kind.
 * Negative weights count as 0.
 *
 * @throws ShapeError if there is no node; ValueError if an edge or the centre names a node that is not there, a weight is
 * not finite, or a kind not a whole number
 */
export function graphMap(graph: AttentionGraph, options: GraphMapOptions = {}): Picture {
  const { title = 'Attention along edges', kinds = [] } = options;
  checkGraph(graph);
  const { nodes, edges, center } = graph;
  const max = Math.max(0, ...edges.map(({ weight }) => weight)) || 1;
  const longest = Math.max(
    ...nodes.map(({ name }) => textWidth(truncate(visibleToken(name), LONGEST_NAME), FONT_SIZE)),
  );
  const places = hopLayout(graph, { between: 22, outwards: Math.max(105, longest + 40) });
  const crowded = places.map(({ hop }) => places.filter((place) => place.hop === hop).length > MOST_LEVEL);
  const box = bounds(places, RADIUS + 8 + longest, crowded.includes(true) ? longest + 16 : 34);
  const legend = hueLegend(kinds, Math.max(320, box.width));
  const top = legend.height + (legend.height > 0 ? 8 : 0);
  const bottom = top + box.height + LINE;

  // Weak ones first, so that strong ones lie on top.
  const ordered = [...edges].sort((a, b) => a.weight - b.weight);
  const lines = ordered.map((edge) => drawEdge(edge, graph, places, max));
  const dots = nodes.map((node, i) => drawNode(node, places[i], i === center, kinds));
  const names = nodes.map((node, i) => drawName(node, places[i], i === center, crowded[i]));
  const note = edges.length === 0 ? 'no edges' : noteOn(graph, max);
  const width = Math.max(box.width, legend.width, textWidth(note, 12));
  return padded({
    width,
    height: bottom,
    title,
    description: describe(graph),
    body:
      `${legend.body}<g transform="translate(${coordinate((width - box.width) / 2 - box.left)} ${coordinate(top - box.top)})">` +
      `<g fill="none" stroke="var(--ink)">${lines.join('')}</g>${dots.join('')}` +
      `<g fill="var(--ink)" stroke="var(--paper)" stroke-width="3" paint-order="stroke">${names.join('')}</g></g>` +
      label(0, bottom - 4, note, 'fill="var(--quiet)"'),
    table: {
      headings: ['looks', 'at', 'weight'],
      rows: [...edges]
        .sort((a, b) => b.weight - a.weight)
        .map(({ from, to, weight }) => [nameOf(graph, from), nameOf(graph, to), weightText(weight)]),
    },
  });
}

function noteOn({ edges }: AttentionGraph, max: number): string {
  const thickest = `thickest line: ${weightText(max)}`;
  const mutual = edges.some((edge) => edge.from < edge.to && facing(edge, edges));
  return mutual ? `${thickest} · of two lines, each node’s own is on its left` : thickest;
}

/** Whether the other node looks back. */
function facing({ from, to }: GraphEdge, edges: readonly GraphEdge[]): boolean {
  return edges.some((other) => other.from === to && other.to === from);
}

function bounds(places: readonly NodePlace[], marginX: number, marginY: number) {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - marginX, Math.min(...ys) - marginY];
  return { left, top, width: Math.max(...xs) + marginX - left, height: Math.max(...ys) + marginY - top };
}

function checkGraph({ nodes, edges, center }: AttentionGraph): void {
  if (nodes.length === 0) throw new ShapeError('graphMap: there must be at least one node; got none');
  const check = (node: number, what: string) => {
    if (!(Number.isInteger(node) && node >= 0 && node < nodes.length)) {
      throw new ValueError(
        `graphMap: ${what} must be one of ${nodes.length} nodes, counted from 0; got ${node}`,
      );
    }
  };
  check(center, 'center');
  for (const [i, { kind = 0 }] of nodes.entries()) {
    if (!(Number.isInteger(kind) && kind >= 0)) {
      throw new ValueError(`graphMap: nodes[${i}].kind must be a whole number, at least 0; got ${kind}`);
    }
  }
  for (const [i, { from, to, weight }] of edges.entries()) {
    check(from, `edges[${i}].from`);
    check(to, `edges[${i}].to`);
    if (!Number.isFinite(weight)) {
      throw new ValueError(`graphMap: edges[${i}].weight must be finite; got ${weight}`);
    }
  }
}

function drawEdge(edge: GraphEdge, graph: AttentionGraph, places: readonly NodePlace[], max: number): string {
  const strength = Math.max(0, edge.weight) / max;
  const tip = escapeHtml(
    `${nameOf(graph, edge.from)} → ${nameOf(graph, edge.to)}: ${edge.weight.toFixed(4)}`,
  );
  const stroke = `stroke-width="${(0.75 + 5.25 * strength).toFixed(1)}" stroke-opacity="${(0.2 + 0.65 * strength).toFixed(2)}"`;
  return `<path d="${edgePath(edge, graph, places)}" ${stroke}><title>${tip}</title></path>`;
}

function edgePath(edge: GraphEdge, { edges, center }: AttentionGraph, places: readonly NodePlace[]): string {
  const { from, to } = edge;
  const [a, b] = [places[from], places[to]];
  const point = (x: number, y: number) => `${coordinate(x)} ${coordinate(y)}`;
  if (from === to) {
    // A loop beside the node, away from its name.
    const r = from === center ? CENTER_RADIUS : RADIUS;
    return `M${point(a.x - r, a.y)}C${point(a.x - 3.4 * r, a.y - 2.2 * r)} ${point(a.x - 3.4 * r, a.y + 2.2 * r)} ${point(a.x - r, a.y)}`;
  }
  if (!facing(edge, edges)) return `M${point(a.x, a.y)}L${point(b.x, b.y)}`;
  const bend = 0.12;
  const x = (a.x + b.x) / 2 + (b.y - a.y) * bend;
  const y = (a.y + b.y) / 2 - (b.x - a.x) * bend;
  return `M${point(a.x, a.y)}Q${point(x, y)} ${point(b.x, b.y)}`;
}

function drawNode(
  { name, kind }: GraphNode,
  { x, y }: NodePlace,
  center: boolean,
  kinds: readonly string[],
): string {
  const color = kind === undefined ? 'var(--quiet)' : hue(kind);
  const what = kind === undefined ? '' : `, ${kinds[kind] ?? `kind ${kind}`}`;
  const edge = center ? 'stroke="var(--ink)" stroke-width="3"' : 'stroke="var(--paper)" stroke-width="1.5"';
  return (
    `<circle cx="${coordinate(x)}" cy="${coordinate(y)}" r="${center ? CENTER_RADIUS : RADIUS}" fill="${color}" ${edge}>` +
    `<title>${escapeHtml(`${visibleToken(name)}${what}`)}</title></circle>`
  );
}

/** Outwards from the node, leaning where nodes are close; that of the centre below it. */
function drawName(
  { name }: GraphNode,
  { x, y, angle }: NodePlace,
  center: boolean,
  leaning: boolean,
): string {
  const text = visibleToken(name);
  if (center) {
    return label(x, y + CENTER_RADIUS + 14, text, 'text-anchor="middle" font-weight="600"', LONGEST_NAME);
  }
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const away = RADIUS + 5;
  if (leaning) {
    const [left, top] = [x + dx * away, y + dy * away];
    const degrees = (angle * 180) / Math.PI + (dx < 0 ? 180 : 0);
    const turn = `transform="rotate(${coordinate(degrees)} ${coordinate(left)} ${coordinate(top)})"`;
    return label(
      left,
      top,
      text,
      `dy=".35em" text-anchor="${dx < 0 ? 'end' : 'start'}" ${turn}`,
      LONGEST_NAME,
    );
  }
  const anchor = Math.abs(dx) < 0.35 ? 'middle' : dx > 0 ? 'start' : 'end';
  return label(x + dx * away, y + dy * (away + 4), text, `dy=".35em" text-anchor="${anchor}"`, LONGEST_NAME);
}

function nameOf({ nodes }: AttentionGraph, i: number): string {
  return visibleToken(nodes[i].name);
}

function describe(graph: AttentionGraph): string {
  const { nodes, edges, center } = graph;
  const own = edges.filter(({ from }) => from === center).sort((a, b) => b.weight - a.weight);
  const size = `${counted(nodes.length, 'node')} and ${counted(edges.length, 'edge')} around ‘${nameOf(graph, center)}’.`;
  if (own.length === 0) return `${size} It looks at no other node.`;
  const told = own
    .slice(0, MOST_TOLD)
    .map(
      ({ to, weight }) => `${to === center ? 'itself' : `‘${nameOf(graph, to)}’`} (${weightText(weight)})`,
    );
  const rest = own.length - told.length;
  return `${size} It looks mostly at ${told.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}.`;
}
