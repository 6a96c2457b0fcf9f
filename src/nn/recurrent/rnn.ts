import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Recurrence } from './recurrence.ts';
import { RecurrentCell, type RecurrentCellOptions } from './recurrentCell.ts';
import { type RecurrentOptions, RecurrentStack } from './recurrentStack.ts';

/** The hidden state, [B, H]. */
export interface RNNState {
  readonly h: Tensor;
}

export type RNNNonlinearity = 'tanh' | 'relu';

function rnnRecurrence(nonlinearity: RNNNonlinearity): Recurrence<RNNState> {
  const relu = nonlinearity === 'relu';
  return {
    name: 'RNN',
    gates: 1,
    separateSums: false,
    parts: 1,
    unpack: ({ h }) => [h],
    pack: ([h]) => ({ h }),
    step: (p, { biasIh, biasHh }) =>
      kernels().rnnStep(p.rows, p.hidden, p.step, p.lengths, relu, p.inputSums, biasIh, biasHh, p.h, p.hNext),
    stepGradient: (p, { dh, dhNext }) =>
      kernels().rnnStepGradient(p.rows, p.hidden, p.step, p.lengths, relu, p.inputSums, p.hNext, dh, dhNext),
  };
}

/** One step of a plain recurrent network (Elman, 1990): h' = tanh(W x + b + U h + d), or max(0, ·). */
export class RNNCell extends RecurrentCell<RNNState> {
  constructor({
    nonlinearity = 'tanh',
    ...options
  }: RecurrentCellOptions & { nonlinearity?: RNNNonlinearity }) {
    super(rnnRecurrence(nonlinearity), options);
  }
}

/** Layers of plain recurrent networks, in one direction or both. */
export class RNN extends RecurrentStack<RNNState> {
  constructor({ nonlinearity = 'tanh', ...options }: RecurrentOptions & { nonlinearity?: RNNNonlinearity }) {
    super(options, (cell) => new RNNCell({ nonlinearity, ...cell }));
  }
}
