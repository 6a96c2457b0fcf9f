import type { Tensor } from '../../tensor/index.ts';

/** What a recurrent network carries from one step to the next, [B, H] each: the hidden state, and LSTM's cell. */
export interface RecurrentState {
  readonly h: Tensor;
  readonly c?: Tensor;
}

/** Where one time step lies in linear memory. `hNext` and `cNext` are the state after it. */
export interface StepPointers {
  readonly rows: number;
  readonly hidden: number;
  readonly step: number;
  readonly lengths: number;
  /** Gates' sums over the input [B, G], and over the state: the same memory where both are simply added. */
  readonly inputSums: number;
  readonly stateSums: number;
  readonly h: number;
  readonly hNext: number;
  readonly c: number;
  readonly cNext: number;
}

export interface BiasPointers {
  readonly biasIh: number;
  readonly biasHh: number;
}

/** Gradients of the state before the step, which grows, and after it; `dc` turns from the one into the other. */
export interface GradientPointers {
  readonly dh: number;
  readonly dhNext: number;
  readonly dc: number;
}

/**
 * How a state follows from the one before: the part of a recurrent network that is not matrix products. `unroll` does
 * the rest.
 */
export interface Recurrence<S extends RecurrentState> {
  readonly name: string;
  /** G / H: how many blocks of H rows the weights have. */
  readonly gates: number;
  /** Whether the gates need the sums over input and state apart. */
  readonly separateSums: boolean;
  /** The state as a list, of length `parts`, and back. */
  readonly parts: number;
  unpack(state: S): (Tensor | undefined)[];
  pack(parts: readonly Tensor[]): S;
  /** From the sums and the state, the next state; leaves in the sums' place what `stepGradient` needs. */
  step(at: StepPointers, biases: BiasPointers): void;
  /** Leaves the gradients of the sums in their place. */
  stepGradient(at: StepPointers, gradients: GradientPointers): void;
}
