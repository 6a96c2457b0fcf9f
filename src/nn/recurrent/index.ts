export { GRU, GRUCell, type GRUState } from './gru.ts';
export { LSTM, LSTMCell, type LSTMState } from './lstm.ts';
export type { RecurrentState } from './recurrence.ts';
export { RecurrentCell, type RecurrentCellOptions } from './recurrentCell.ts';
export {
  type RecurrentInputs,
  type RecurrentOptions,
  type RecurrentOutputs,
  RecurrentStack,
} from './recurrentStack.ts';
export { RNN, RNNCell, type RNNNonlinearity, type RNNState } from './rnn.ts';
