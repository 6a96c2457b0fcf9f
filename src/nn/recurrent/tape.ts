import type { Tensor } from '../../tensor/index.ts';
import type { StepPointers } from './recurrence.ts';

/** All steps of an unrolled recurrence, time first. */
export interface Tape {
  /** [L, B, D], in the order in which steps were taken. */
  readonly x: Tensor;
  /** [L, B, G] each: before a step the sums that its gates are made from, later what the recurrence leaves in their place. */
  readonly inputSums: Tensor;
  readonly stateSums: Tensor;
  /** [L + 1, B, H]: entry t is the state before step t. */
  readonly h: Tensor;
  readonly c: Tensor | null;
  readonly lengths: Tensor | null;
}

/** The tape as a list, for autograd to hold. */
export function toList({ x, inputSums, stateSums, h, c, lengths }: Tape): Tensor[] {
  return [x, inputSums, stateSums, h, c, lengths].filter((tensor) => tensor !== null);
}

export function fromList([x, inputSums, stateSums, h, ...rest]: readonly Tensor[], hasCell: boolean): Tape {
  const [c, lengths = null] = hasCell ? rest : [null, ...rest];
  return { x, inputSums, stateSums, h, c, lengths };
}

/** Where step t of a tape lies. */
export function stepPointers({ inputSums, stateSums, h, c, lengths }: Tape, step: number): StepPointers {
  const [, rows, hidden] = h.shape;
  const stateBytes = 4 * rows * hidden;
  const sumsBytes = 4 * rows * inputSums.shape[2];
  const cellAt = c === null ? 0 : c.pointer + step * stateBytes;
  return {
    rows,
    hidden,
    step,
    lengths: lengths?.pointer ?? 0,
    inputSums: inputSums.pointer + step * sumsBytes,
    stateSums: stateSums.pointer + step * sumsBytes,
    h: h.pointer + step * stateBytes,
    hNext: h.pointer + (step + 1) * stateBytes,
    c: cellAt,
    cNext: cellAt + stateBytes,
  };
}

/** Entry t of [L + 1, B, H], as a view. */
export function entryOf(states: Tensor, t: number): Tensor {
  const [, rows, hidden] = states.shape;
  return states.view([rows, hidden], [hidden, 1], t * rows * hidden);
}
