import { kernels } from '../../runtime/index.ts';
import {
  contiguous,
  empty,
  formatShape,
  recordMany,
  requireFloat,
  ShapeError,
  type Tensor,
  tidy,
  zeros,
} from '../../tensor/index.ts';
import { copyTo } from '../../tensor/ops/copy.ts';
import { sameShape } from '../../tensor/shape.ts';
import { backpropagate } from './backpropagate.ts';
import type { Recurrence, RecurrentState } from './recurrence.ts';
import { entryOf, fromList, stepPointers, type Tape, toList } from './tape.ts';
import { type TimeOrder, toBatchMajor, toTimeMajor } from './timeOrder.ts';

/** Of one layer in one direction, as PyTorch lays them out: [G, D], [G, H] and [G], where G is H times the number of gates. */
export interface RecurrentWeights {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  /** Both or neither. */
  readonly biasIh: Tensor | null;
  readonly biasHh: Tensor | null;
}

/**
 * Runs a recurrence over a batch of sequences: x [B, L, D] -> output [B, L, H], zeros past a sequence's length, and the
 * state after its last step. The product of inputs and weights is one for all steps; then each step is one product with
 * the state and one fused kernel. However long the sequences, it is recorded as one operation.
 *
 * @throws ShapeError if the extents do not fit.
 */
export function unroll<S extends RecurrentState>(
  recurrence: Recurrence<S>,
  x: Tensor,
  state: S,
  weights: RecurrentWeights,
  order: TimeOrder,
): { output: Tensor; state: S } {
  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const { reverse } = order;
  const parts = checkedParts(recurrence, state, x, weights);
  return tidy(() => {
    const tape = takeSteps(recurrence, x, parts, weights, order);
    const { h, c } = tape;
    const [rows, steps] = x.shape;
    const [, hidden] = weightHh.shape;
    const output = toBatchMajor(h.pointer + 4 * rows * hidden, [steps, rows, hidden], order);
    const finals = c === null ? [entryOf(h, steps)] : [entryOf(h, steps), entryOf(c, steps)];
    recordMany(
      recurrence.name,
      [output, ...finals],
      biasIh && biasHh
        ? [x, ...parts, weightIh, weightHh, biasIh, biasHh]
        : [x, ...parts, weightIh, weightHh],
      [weightIh, weightHh, ...toList(tape)],
      ([dOutput, ...dFinals], [weightIh, weightHh, ...held], needs) =>
        backpropagate(recurrence, {
          ...{ weightIh, weightHh, tape: fromList(held, parts.length > 1) },
          ...{ dOutput, dFinals, needs, reverse },
        }),
    );
    return { output, state: recurrence.pack(finals) };
  });
}

/** Forwards through time. */
function takeSteps<S extends RecurrentState>(
  { gates, separateSums, step }: Recurrence<S>,
  x: Tensor,
  state: readonly Tensor[],
  { weightIh, weightHh, biasIh, biasHh }: RecurrentWeights,
  order: TimeOrder,
): Tape {
  const [rows, steps, inputs] = x.shape;
  const hidden = weightHh.shape[1];
  const width = gates * hidden;
  const { gemm } = kernels();
  const inSteps = toTimeMajor(x, order);
  const inputSums = empty([steps, rows, width]);
  const stateSums = separateSums ? empty([steps, rows, width]) : inputSums;
  gemm(
    ...([steps * rows, width, inputs, inSteps.pointer, inputs, 1] as const),
    ...([
      weightIh.pointer,
      weightIh.strides[1],
      weightIh.strides[0],
      inputSums.pointer,
      width,
      0,
      0,
      0,
    ] as const),
  );
  const [h, c = null] = state.map((first) => startingFrom(first, steps));
  const tape = { x: inSteps, inputSums, stateSums, h, c, lengths: order.lengths };
  const pointerOf = (bias: Tensor | null): number => contiguous(bias ?? zeros([width])).pointer;
  const biases = { biasIh: pointerOf(biasIh), biasHh: pointerOf(biasHh) };
  const [row, column] = weightHh.strides;
  for (let t = 0; t < steps; t++) {
    const at = stepPointers(tape, t);
    gemm(
      ...([rows, width, hidden, at.h, hidden, 1] as const),
      ...([weightHh.pointer, column, row, at.stateSums, width] as const),
      ...([separateSums ? 0 : at.stateSums, width, 0] as const),
    );
    step(at, biases);
  }
  return tape;
}

/** [L + 1, B, H], of which entry 0 is `state`. */
function startingFrom(state: Tensor, steps: number): Tensor {
  const [rows, hidden] = state.shape;
  const states = empty([steps + 1, rows, hidden]);
  copyTo(state, states.pointer, [hidden, 1]);
  return states;
}

/** The parts of the state, once all extents are known to fit. */
function checkedParts<S extends RecurrentState>(
  { name, unpack }: Recurrence<S>,
  state: S,
  x: Tensor,
  { weightIh, weightHh }: RecurrentWeights,
): Tensor[] {
  const [, inputs] = weightIh.shape;
  const [, hidden] = weightHh.shape;
  if (x.rank !== 3 || x.shape[2] !== inputs) {
    throw new ShapeError(
      `${name}: x must be [B, L, D] with D = ${inputs}, the input size; got ${formatShape(x.shape)}`,
    );
  }
  const expected = [x.shape[0], hidden];
  const parts = unpack(state).map((part) => {
    if (part !== undefined && sameShape(part.shape, expected)) return part;
    throw new ShapeError(
      `${name}: each part of the state must be [B, H] = ${formatShape(expected)} for x ${formatShape(x.shape)} (B, L, D) ` +
        `and hidden size H; got ${part === undefined ? 'none' : formatShape(part.shape)}`,
    );
  });
  requireFloat(name, x, ...parts, weightIh, weightHh);
  return parts;
}
