import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Recurrence } from './recurrence.ts';
import { RecurrentCell, type RecurrentCellOptions } from './recurrentCell.ts';
import { type RecurrentOptions, RecurrentStack } from './recurrentStack.ts';

/** The hidden state, [B, H]. */
export interface GRUState {
  readonly h: Tensor;
}

const gruRecurrence: Recurrence<GRUState> = {
  name: 'GRU',
  gates: 3,
  separateSums: true,
  parts: 1,
  unpack: ({ h }) => [h],
  pack: ([h]) => ({ h }),
  step: (p, { biasIh, biasHh }) =>
    kernels().gruStep(
      p.rows,
      p.hidden,
      p.step,
      p.lengths,
      p.inputSums,
      p.stateSums,
      biasIh,
      biasHh,
      p.h,
      p.hNext,
    ),
  stepGradient: (p, { dh, dhNext }) =>
    kernels().gruStepGradient(p.rows, p.hidden, p.step, p.lengths, p.inputSums, p.stateSums, p.h, dh, dhNext),
};

/**
 * One step of a gated recurrent unit (Cho et al., 2014), with gates in PyTorch's order r, z, n and, as there, the reset
 * gate applied after the product with the state:
 *
 *     r, z = sigmoid(W x + b + U h + d), n = tanh(W x + b + r (U h + d)), h' = (1 - z) n + z h
 */
export class GRUCell extends RecurrentCell<GRUState> {
  constructor(options: RecurrentCellOptions) {
    super(gruRecurrence, options);
  }
}

/** Layers of GRU, in one direction or both. */
export class GRU extends RecurrentStack<GRUState> {
  constructor(options: RecurrentOptions) {
    super(options, (cell) => new GRUCell(cell));
  }
}
