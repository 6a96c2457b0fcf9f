import {
  concat,
  type Rng,
  reshape,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import { checkedLengths } from '../checkedLengths.ts';
import { Dropout } from '../dropout.ts';
import { Module } from '../module.ts';
import type { RecurrentState } from './recurrence.ts';
import type { RecurrentCell, RecurrentCellOptions } from './recurrentCell.ts';

export interface RecurrentOptions {
  inputSize: number;
  hiddenSize: number;
  numLayers?: number;
  bias?: boolean;
  /** The probability with which outputs are dropped on their way from one layer to the next. */
  dropout?: number;
  /** A second set of parameters reads each sequence from its end; outputs lie side by side. */
  bidirectional?: boolean;
  rng: Rng;
}

export interface RecurrentInputs<S> {
  /** One for each layer and direction, as `forward` returns them; zeros by default. */
  state?: readonly S[];
  /** How many steps of each sequence count; all L by default. */
  lengths?: ArrayLike<number>;
}

export interface RecurrentOutputs<S> {
  /** [B, L, H], or [B, L, 2H] when bidirectional; zeros past a sequence's length. */
  readonly output: Tensor;
  /** The states in which sequences ended, in PyTorch's order: layer 0 forwards, layer 0 in reverse, layer 1 forwards, ... */
  readonly state: readonly S[];
}

/**
 * Recurrent layers one upon another. Parameters are named as in PyTorch, `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`,
 * `bias_hh_l0`, with the number of the layer, and `_reverse` behind those of the second direction.
 */
export abstract class RecurrentStack<S extends RecurrentState> extends Module {
  /** By layer, then direction. */
  readonly cells: readonly (readonly RecurrentCell<S>[])[];
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly dropout: Dropout;

  /** @throws ValueError for sizes that are not whole numbers from 1. */
  constructor(options: RecurrentOptions, makeCell: (options: RecurrentCellOptions) => RecurrentCell<S>) {
    super();
    const {
      inputSize,
      hiddenSize,
      numLayers = 1,
      bias = true,
      dropout = 0,
      bidirectional = false,
      rng,
    } = options;
    if (![inputSize, hiddenSize, numLayers].every((n) => Number.isInteger(n) && n >= 1)) {
      throw new ValueError(
        `${this.constructor.name}: inputSize, hiddenSize and numLayers must be whole numbers from 1; ` +
          `got ${inputSize}, ${hiddenSize} and ${numLayers}`,
      );
    }
    const directions = bidirectional ? 2 : 1;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.bidirectional = bidirectional;
    this.dropout = new Dropout({ p: dropout, rng });
    this.cells = Array.from({ length: numLayers }, (_, layer) =>
      Array.from({ length: directions }, () =>
        makeCell({ inputSize: layer === 0 ? inputSize : directions * hiddenSize, hiddenSize, bias, rng }),
      ),
    );
  }

  protected override *members(): Iterable<readonly [string, unknown]> {
    for (const [layer, directions] of this.cells.entries()) {
      for (const [direction, cell] of directions.entries()) {
        for (const [name, parameter] of cell.namedParameters()) {
          yield [`${name}_l${layer}${direction === 0 ? '' : '_reverse'}`, parameter];
        }
      }
    }
    yield ['dropout', this.dropout];
  }

  /**
   * Reads padded sequences, x [B, L, D]. A state does not change past its sequence's length, and the second direction
   * begins at that length, as with PyTorch's packed sequences.
   *
   * @throws ShapeError if the extents do not fit.
   * @throws ValueError if a length is not from 0 to L.
   */
  forward(x: Tensor, { state, lengths }: RecurrentInputs<S> = {}): RecurrentOutputs<S> {
    const directions = this.bidirectional ? 2 : 1;
    if (state !== undefined && state.length !== this.numLayers * directions) {
      throw new ShapeError(
        `${this.constructor.name}: needs a state for each of ${this.numLayers * directions} (layers times directions); ` +
          `got ${state.length}`,
      );
    }
    return tidy(() => {
      const counted = lengths
        ? tensor(Int32Array.from(checkedLengths(this.constructor.name, lengths, x)))
        : null;
      const finals: S[] = [];
      let output = x;
      for (const [layer, cells] of this.cells.entries()) {
        const input = layer === 0 ? x : this.dropout.forward(output);
        const runs = cells.map((cell, direction) =>
          cell.unroll(input, state?.[layer * directions + direction], {
            lengths: counted,
            reverse: direction === 1,
          }),
        );
        finals.push(...runs.map((run) => run.state));
        const outputs = runs.map((run) => run.output);
        output = outputs.length === 1 ? outputs[0] : concat(outputs, -1);
      }
      return { output, state: finals };
    });
  }

  /**
   * One step for each of B sequences: x [B, D] -> output [B, H], for decoding.
   *
   * @throws ValueError if bidirectional, since the second direction begins at the end.
   */
  step(x: Tensor, state?: readonly S[]): RecurrentOutputs<S> {
    if (this.bidirectional) {
      const { name } = this.constructor;
      throw new ValueError(`${name}.step: a bidirectional ${name} needs whole sequences; use forward`);
    }
    return tidy(() => {
      const [rows] = x.shape;
      const result = this.forward(reshape(x, [rows, 1, ...x.shape.slice(1)]), { state });
      return { output: reshape(result.output, [rows, this.hiddenSize]), state: result.state };
    });
  }
}
