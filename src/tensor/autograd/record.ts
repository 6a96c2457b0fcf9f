import { attributeKernels } from '../../runtime/index.ts';
import type { Tensor } from '../tensor.ts';
import { type BackwardRule, type Edge, GraphNode, type PartialGradient } from './graph.ts';

let enabled = true;

/** Runs `body` without recording operations: for inference, metrics and updates of parameters. */
export function noGrad<T>(body: () => T): T {
  const before = enabled;
  enabled = false;
  try {
    return body();
  } finally {
    enabled = before;
  }
}

/** Whether an operation on these inputs is to be recorded. */
export function isRecording(inputs: readonly Tensor[]): boolean {
  return enabled && inputs.some((input) => input.requiresGrad);
}

function edgeOf(input: Tensor): Edge | null {
  return input.node === null ? null : { node: input.node, outputIndex: input.outputIndex };
}

/**
 * Records an operation of one output, and returns that output. `saved` tensors are held until the backward pass; the
 * rule must take them from its argument, since the caller's handles may be gone by then.
 */
export function record(
  name: string,
  output: Tensor,
  inputs: readonly Tensor[],
  saved: readonly Tensor[],
  rule: (
    gradient: Tensor,
    saved: readonly Tensor[],
    needs: readonly boolean[],
  ) => readonly (Tensor | PartialGradient | null)[],
): Tensor {
  if (isRecording(inputs)) {
    recordMany(name, [output], inputs, saved, ([gradient], held, needs) => rule(gradient!, held, needs));
  }
  return output;
}

/** The same for operations of several outputs; gradients of outputs that nobody used are null. */
export function recordMany(
  name: string,
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  saved: readonly Tensor[],
  rule: BackwardRule,
): void {
  if (!isRecording(inputs)) return;
  attributeKernels(name);
  const held = saved.map((tensor) => tensor.view(tensor.shape, tensor.strides, 0, false));
  const node = new GraphNode(name, inputs.map(edgeOf), held, rule, outputs.length);
  outputs.forEach((output, i) => {
    output.node = node;
    output.outputIndex = i;
  });
}

/** Makes a tensor a leaf at which gradients are gathered. */
export function requireGrad<T extends Tensor>(tensor: T): T {
  tensor.node = new GraphNode('leaf', [], [], null, 1, tensor);
  return tensor;
}

/** The same values, cut off from the graph. */
export function detach(tensor: Tensor): Tensor {
  return tensor.view();
}
