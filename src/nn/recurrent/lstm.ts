import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Recurrence } from './recurrence.ts';
import { RecurrentCell, type RecurrentCellOptions } from './recurrentCell.ts';
import { type RecurrentOptions, RecurrentStack } from './recurrentStack.ts';

/** The hidden state and the cell, [B, H] each. */
export interface LSTMState {
  readonly h: Tensor;
  readonly c: Tensor;
}

const lstmRecurrence: Recurrence<LSTMState> = {
  name: 'LSTM',
  gates: 4,
  separateSums: false,
  parts: 2,
  unpack: ({ h, c }) => [h, c],
  pack: ([h, c]) => ({ h, c }),
  step: (p, { biasIh, biasHh }) =>
    kernels().lstmStep(
      p.rows,
      p.hidden,
      p.step,
      p.lengths,
      p.inputSums,
      biasIh,
      biasHh,
      p.h,
      p.hNext,
      p.c,
      p.cNext,
    ),
  stepGradient: (p, { dh, dhNext, dc }) =>
    kernels().lstmStepGradient(
      p.rows,
      p.hidden,
      p.step,
      p.lengths,
      p.inputSums,
      p.c,
      p.cNext,
      dh,
      dhNext,
      dc,
    ),
};

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber, 1997), with gates in PyTorch's order i, f, g, o:
 *
 *     i, f, o = sigmoid(W x + b + U h + d), g = tanh(W x + b + U h + d), c' = f c + i g, h' = o tanh(c')
 */
export class LSTMCell extends RecurrentCell<LSTMState> {
  constructor(options: RecurrentCellOptions) {
    super(lstmRecurrence, options);
  }
}

/** Layers of LSTM, in one direction or both. */
export class LSTM extends RecurrentStack<LSTMState> {
  constructor(options: RecurrentOptions) {
    super(options, (cell) => new LSTMCell(cell));
  }
}
