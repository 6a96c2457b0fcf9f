import { type Rng, reshape, type Tensor, tidy, zeros } from '../../tensor/index.ts';
import { uniform } from '../init.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';
import type { Recurrence, RecurrentState } from './recurrence.ts';
import type { TimeOrder } from './timeOrder.ts';
import { unroll } from './unroll.ts';

export interface RecurrentCellOptions {
  inputSize: number;
  hiddenSize: number;
  bias?: boolean;
  rng: Rng;
}

/** The parameters of one layer in one direction, as PyTorch names and lays them out; initially uniform within ±1/sqrt(H). */
export abstract class RecurrentCell<S extends RecurrentState> extends Module {
  /** [G, D], where G is H times the number of gates. */
  readonly weightIh: Parameter;
  /** [G, H] */
  readonly weightHh: Parameter;
  /** [G] each. */
  readonly biasIh: Parameter | null;
  readonly biasHh: Parameter | null;
  readonly hiddenSize: number;
  readonly #recurrence: Recurrence<S>;

  constructor(recurrence: Recurrence<S>, { inputSize, hiddenSize, bias = true, rng }: RecurrentCellOptions) {
    super();
    const width = recurrence.gates * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    const initialize = uniform({ low: -bound, high: bound, rng });
    this.#recurrence = recurrence;
    this.hiddenSize = hiddenSize;
    this.weightIh = new Parameter([width, inputSize], initialize);
    this.weightHh = new Parameter([width, hiddenSize], initialize);
    this.biasIh = bias ? new Parameter([width], initialize) : null;
    this.biasHh = bias ? new Parameter([width], initialize) : null;
  }

  /** Zeros, for B sequences. */
  initialState(rows: number): S {
    const { parts, pack } = this.#recurrence;
    return pack(Array.from({ length: parts }, () => zeros([rows, this.hiddenSize])));
  }

  /**
   * One step for each of B sequences: x [B, D] and a state, zeros if none is given -> the next state.
   *
   * @throws ShapeError if the extents do not fit.
   */
  step(x: Tensor, state?: S): S {
    return tidy(() => {
      const steps = reshape(x, [x.shape[0], 1, ...x.shape.slice(1)]);
      return this.unroll(steps, state, { lengths: null, reverse: false }).state;
    });
  }

  /** @internal All steps of padded sequences, x [B, L, D] -> output [B, L, H]. */
  unroll(x: Tensor, state: S | undefined, order: TimeOrder): { output: Tensor; state: S } {
    return unroll(this.#recurrence, x, state ?? this.initialState(x.shape[0]), this, order);
  }
}
