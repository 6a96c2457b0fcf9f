import { kernels } from '../../runtime/index.ts';
import {
  addInPlace,
  copy,
  empty,
  matmul,
  reshape,
  sum,
  type Tensor,
  transpose,
  zeros,
} from '../../tensor/index.ts';
import type { Recurrence, RecurrentState } from './recurrence.ts';
import { entryOf, stepPointers, type Tape } from './tape.ts';
import { moveToTimeMajor, toBatchMajor } from './timeOrder.ts';

export interface BackpropagateInputs {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  readonly tape: Tape;
  readonly dOutput: Tensor | null;
  /** Of the last state's parts. */
  readonly dFinals: readonly (Tensor | null)[];
  /** For x, the parts of the first state, the two weights, and the two biases if there are any. */
  readonly needs: readonly boolean[];
  readonly reverse: boolean;
}

/**
 * Backpropagation through time (Werbos, 1990). Going backwards, the gradient of each state is gathered in place: from
 * the output, and from the step after it. The sums on the tape turn into their own gradients, so that the weights' are
 * one product over all steps.
 */
export function backpropagate<S extends RecurrentState>(
  recurrence: Recurrence<S>,
  { weightIh, weightHh, tape, dOutput, dFinals, needs, reverse }: BackpropagateInputs,
): (Tensor | null)[] {
  const { x, inputSums, stateSums, lengths } = tape;
  const [dhFinal, dcFinal] = dFinals;
  const dh = gradientOfStates(tape, dOutput, dhFinal, reverse);
  const [entries, rows, hidden] = dh.shape;
  const dc = dcFinal ? copy(dcFinal) : zeros(tape.c === null ? [0] : [rows, hidden]);
  takeStepsBack(recurrence, tape, weightHh, dh, dc);

  const [needsX, ...more] = needs;
  const [needsIh, needsHh, needsBiasIh, needsBiasHh] = more.slice(recurrence.parts);
  const flat = (entries - 1) * rows;
  const width = recurrence.gates * hidden;
  const dInput = reshape(inputSums, [flat, width]);
  const dState = reshape(stateSums, [flat, width]);
  const before = tape.h.view([flat, hidden], [hidden, 1]);
  return [
    needsX ? toBatchMajor(matmul(dInput, weightIh).pointer, x.shape, { lengths, reverse }) : null,
    ...(tape.c === null ? [entryOf(dh, 0)] : [entryOf(dh, 0), dc]),
    needsIh ? matmul(transpose(dInput), reshape(x, [flat, x.shape[2]])) : null,
    needsHh ? matmul(transpose(dState), before) : null,
    needsBiasIh ? sum(dInput, 0) : null,
    needsBiasHh ? sum(dState, 0) : null,
  ];
}

/** [L + 1, B, H]: what the gradient of each state gets from the output and, the last, from outside. */
function gradientOfStates(
  { h, lengths }: Tape,
  dOutput: Tensor | null,
  dLast: Tensor | null,
  reverse: boolean,
): Tensor {
  const [entries, rows, hidden] = h.shape;
  const dh = empty(h.shape);
  kernels().fill32(dOutput === null ? dh.size : rows * hidden, 0, dh.pointer);
  if (dOutput !== null) moveToTimeMajor(dOutput, dh.pointer + 4 * rows * hidden, { lengths, reverse });
  if (dLast !== null) addInPlace(entryOf(dh, entries - 1), dLast);
  return dh;
}

/** The gradient of every state, in `dh`, and of the sums, in their own place; `dc` ends as that of the first cell. */
function takeStepsBack<S extends RecurrentState>(
  { gates, stepGradient }: Recurrence<S>,
  tape: Tape,
  weightHh: Tensor,
  dh: Tensor,
  dc: Tensor,
): void {
  const { gemm } = kernels();
  const [row, column] = weightHh.strides;
  const [entries, rows, hidden] = dh.shape;
  const width = gates * hidden;
  for (let t = entries - 2; t >= 0; t--) {
    const at = stepPointers(tape, t);
    const dhAt = dh.pointer + 4 * t * rows * hidden;
    stepGradient(at, { dh: dhAt, dhNext: dhAt + 4 * rows * hidden, dc: dc.pointer });
    gemm(
      ...([rows, hidden, width, at.stateSums, width, 1, weightHh.pointer, row, column] as const),
      ...([dhAt, hidden, dhAt, hidden, 0] as const),
    );
  }
}
