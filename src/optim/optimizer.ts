import { loadTensors, type Parameter } from '../nn/index.ts';
import { int32View, labelKernels } from '../runtime/index.ts';
import { keep, slice, type Tensor, zeros } from '../tensor/index.ts';

/** What an optimizer is given to change one parameter. */
export interface ParameterUpdate {
  readonly parameter: Parameter;
  readonly gradient: Tensor;
  /** Its part of each kind of state. */
  readonly state: readonly Tensor[];
  /** Counts its updates from 1. */
  readonly step: number;
}

/**
 * Changes parameters by their gradients. What it remembers of them is flat: one tensor for each kind of state, with the
 * parameters one after another in the order given.
 */
export abstract class Optimizer {
  /** The learning rate of the next step. */
  lr: number;
  readonly parameters: readonly Parameter[];
  readonly #states: ReadonlyMap<string, Tensor>;
  /** For each parameter, its part of each state, as views. */
  readonly #parts: readonly (readonly Tensor[])[];
  /** How often each parameter was updated, int32. */
  readonly #steps: Tensor;

  constructor(parameters: Iterable<Parameter>, lr: number, stateNames: readonly string[]) {
    this.lr = lr;
    this.parameters = [...new Set(parameters)];
    const ends: number[] = [];
    for (const { size } of this.parameters) ends.push((ends.at(-1) ?? 0) + size);
    this.#states = new Map(stateNames.map((name) => [name, keep(zeros([ends.at(-1) ?? 0]))]));
    this.#parts = this.parameters.map(({ size }, i) =>
      [...this.#states.values()].map((state) => keep(slice(state, 0, ends[i] - size, ends[i]))),
    );
    this.#steps = keep(zeros([this.parameters.length], 'int32'));
  }

  /** Changes the parameters. */
  protected abstract update(updates: readonly ParameterUpdate[]): void;

  /** Updates every parameter that has a gradient. */
  step(): void {
    const steps = this.#steps.read();
    const updates = this.parameters.flatMap((parameter, i) => {
      const { grad: gradient } = parameter;
      return gradient === null ? [] : { parameter, gradient, state: this.#parts[i], step: ++steps[i] };
    });
    labelKernels('optimizer step', () => this.update(updates));
    int32View(this.#steps.pointer, steps.length).set(steps);
  }

  /** Forgets all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters) {
      parameter.grad?.dispose();
      parameter.grad = null;
    }
  }

  /** All that it takes to go on bit for bit, but for `lr`, which a schedule gives: the tensors themselves, not copies. */
  stateDict(): Map<string, Tensor> {
    return new Map([...this.#states, ['steps', this.#steps]]);
  }

  /** @throws DataError if the tensors are not those of an optimizer of this kind for these parameters. */
  loadStateDict(tensors: ReadonlyMap<string, Tensor>): void {
    loadTensors(this.constructor.name, [...this.stateDict()], tensors, true);
  }

  /** Gives back the memory of the state; parameters stay. */
  dispose(): void {
    for (const tensor of [...this.stateDict().values(), ...this.#parts.flat()]) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
