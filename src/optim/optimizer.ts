import { loadTensors, type Parameter } from '../nn/index.ts';
import { int32View } from '../runtime/index.ts';
import { keep, type Tensor, zeros } from '../tensor/index.ts';

/** One parameter at one step, as an optimizer sees it. */
export interface Update {
  /** How many elements it has, and where they and their gradients lie. */
  readonly size: number;
  readonly parameter: number;
  readonly gradient: number;
  /** Where the parameter's part of each state begins. */
  readonly state: readonly number[];
  /** Which update of this parameter it is, from 1. */
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
  /** How often each parameter was updated, int32. */
  readonly #steps: Tensor;

  constructor(parameters: Iterable<Parameter>, lr: number, stateNames: readonly string[]) {
    this.lr = lr;
    this.parameters = [...new Set(parameters)];
    const size = this.parameters.reduce((sum, parameter) => sum + parameter.size, 0);
    this.#states = new Map(stateNames.map((name) => [name, keep(zeros([size]))]));
    this.#steps = keep(zeros([this.parameters.length], 'int32'));
  }

  protected abstract update(update: Update): void;

  /** Updates every parameter that has a gradient. */
  step(): void {
    const steps = int32View(this.#steps.pointer, this.#steps.size);
    const state = [...this.#states.values()].map(({ pointer }) => pointer);
    for (const [i, { size, pointer: parameter, grad }] of this.parameters.entries()) {
      if (grad !== null) {
        steps[i]++;
        this.update({ size, parameter, gradient: grad.pointer, state, step: steps[i] });
      }
      for (let j = 0; j < state.length; j++) state[j] += 4 * size;
    }
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
    for (const tensor of this.stateDict().values()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
