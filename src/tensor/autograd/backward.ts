import { isProfiling, labelKernels } from '../../runtime/index.ts';
import { full, zeros } from '../creation.ts';
import { formatShape, HeedError, OutOfMemoryError, ShapeError } from '../errors.ts';
import { add } from '../ops/add.ts';
import { contiguous, copy } from '../ops/copy.ts';
import { addInPlace } from '../ops/inPlace.ts';
import { keep, tidy } from '../scope.ts';
import { sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import type { GraphNode, PartialGradient } from './graph.ts';
import { noGrad } from './record.ts';

/**
 * Reverse-mode differentiation: adds d(output)/d(leaf) to the `grad` of every leaf that `output` was computed from, and
 * frees the graph on the way. `gradient` is the output's own, 1 for a scalar.
 *
 * @throws ShapeError if `output` is no scalar and no gradient is given.
 * @throws HeedError if nothing was recorded, or the graph was used up by an earlier call.
 */
export function backward(output: Tensor, gradient?: Tensor): void {
  const root = output.node;
  if (root === null) {
    throw new HeedError(
      'backward: no operation on this tensor was recorded. Is any input a parameter, or was it made in noGrad()?',
    );
  }
  if (gradient === undefined && output.size !== 1) {
    throw new ShapeError(
      `backward: needs a scalar, such as a mean loss, or a gradient; got ${formatShape(output.shape)}`,
    );
  }
  if (gradient !== undefined && !sameShape(gradient.shape, output.shape)) {
    throw new ShapeError(
      `backward: the gradient must have the shape of the output; got ${formatShape(gradient.shape)} and ${formatShape(output.shape)}`,
    );
  }
  const nodes = topologicalOrder(root);
  try {
    noGrad(() =>
      tidy(() => {
        deposit(root, output.outputIndex, gradient ?? full(output.shape, 1));
        const visit = isProfiling() ? propagateLabelled : propagate;
        for (const node of nodes) visit(node);
      }),
    );
  } finally {
    // Gradients live in the tidy alone; after an error, some would still wait at leaves, which outlive the graph.
    for (const node of nodes) node.gradients.fill(null);
  }
}

/** All nodes that `root` depends on, each before those that it was computed from. */
function topologicalOrder(root: GraphNode): GraphNode[] {
  const seen = new Set<GraphNode>([root]);
  for (const node of seen) for (const edge of node.edges) if (edge !== null) seen.add(edge.node);
  return [...seen].sort((a, b) => b.id - a.id);
}

function propagateLabelled(node: GraphNode): void {
  labelKernels(node.leaf === null ? `${node.name} backward` : 'gather gradients', () => propagate(node));
}

function propagate(node: GraphNode): void {
  if (node.leaf !== null) {
    depositLeaf(node);
    return;
  }
  if (node.gradients.every((gradient) => gradient === null)) return;
  const { rule } = node;
  if (rule === null) {
    throw new HeedError(
      `backward: the graph of ${node.name} was freed by an earlier backward(). Compute the loss again.`,
    );
  }
  const needs = node.edges.map((edge) => edge !== null);
  const gradients = tidy(() => namingItself(node, () => [...rule(node.gradients, node.saved, needs)]));
  node.edges.forEach((edge, i) => {
    const gradient = gradients[i];
    if (edge !== null && gradient != null) deposit(edge.node, edge.outputIndex, gradient);
  });
  // A rule may hand on what it was given, so that nothing goes before all is deposited.
  for (const gradient of new Set([...node.gradients, ...gradients])) {
    if (gradient !== null && !isPartial(gradient)) gradient.dispose();
  }
  node.free();
}

/** When memory does not suffice, the error says for what. */
function namingItself<T>(node: GraphNode, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof OutOfMemoryError) error.message = `${node.name} backward: ${error.message}`;
    throw error;
  }
}

function isPartial(gradient: Tensor | PartialGradient): gradient is PartialGradient {
  return 'addTo' in gradient;
}

/** Adds a gradient to what has arrived at a node; the first is taken as a view, not copied. */
function deposit(node: GraphNode, index: number, gradient: Tensor | PartialGradient): void {
  const present = node.gradients[index];
  const writable = present?.isDense && present.storage.exclusive;
  if (isPartial(gradient)) {
    if (present !== null && writable) gradient.addTo(present);
    else depositWhole(node, index, gradient);
  } else if (present === null) {
    node.gradients[index] = gradient.view();
  } else if (writable) {
    addInPlace(present, gradient);
  } else {
    node.gradients[index] = add(present, gradient);
    present.dispose();
  }
}

function depositWhole(node: GraphNode, index: number, gradient: PartialGradient): void {
  const whole = zeros(gradient.shape);
  gradient.addTo(whole);
  deposit(node, index, whole);
  whole.dispose();
}

function depositLeaf(node: GraphNode): void {
  const [gradient] = node.gradients;
  const leaf = node.leaf?.deref();
  if (gradient === null || leaf === undefined || leaf.isDisposed) return;
  if (leaf.grad !== null && !leaf.grad.isDisposed) {
    addInPlace(leaf.grad, gradient);
  } else {
    // Optimizers write to gradients in place: this one must be dense and nobody else's.
    const own = gradient.storage.exclusive ? contiguous(gradient) : copy(gradient);
    leaf.grad = keep(own === gradient ? gradient.view() : own);
  }
  gradient.dispose();
}
