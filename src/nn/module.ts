import { Rng, Tensor } from '../tensor/index.ts';
import { Parameter } from './parameter.ts';
import { type LoadReport, loadTensors } from './stateDict.ts';

type Member = readonly [name: string, value: unknown];
type Found = readonly [name: string, item: Module | Tensor | Rng];

/** `inProjWeight` becomes `in_proj_weight`: fields are named as in TypeScript, stored tensors as in PyTorch. */
function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * A part of a model that holds parameters. They are found in the module's own properties: parameters, modules, and
 * arrays, maps and plain objects of them, however deep. Other tensors among them are buffers, stored along with the
 * parameters but not trained; what a module can compute again belongs in `#private` fields, which nobody else sees.
 *
 * Names are dotted paths, `layers.0.self_attn.in_proj_weight`, with fields in snake case, so that they equal those of
 * PyTorch's `state_dict`.
 */
export abstract class Module {
  /** Whether dropout and the like are at work. Set by `train()` and `eval()`. */
  training = true;

  /** The named properties that are searched. A subclass may name them otherwise. */
  protected *members(): Iterable<Member> {
    for (const [field, value] of Object.entries(this)) yield [snakeCase(field), value];
  }

  /** All modules, tensors and generators from `value` down, each before what it holds; shared ones under every name. */
  static *#walk(value: unknown, name = ''): Generator<Found> {
    if (value instanceof Module || value instanceof Tensor || value instanceof Rng) yield [name, value];
    for (const [key, member] of Module.#membersOf(value))
      yield* Module.#walk(member, name === '' ? key : `${name}.${key}`);
  }

  static #membersOf(value: unknown): Iterable<Member> {
    if (value instanceof Module) return value.members();
    if (value instanceof Map) return value;
    const isPlain =
      value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
    return isPlain || Array.isArray(value) ? Object.entries(value as object) : [];
  }

  /** What is of one class, each under the first of its names. */
  #named<T extends Module | Tensor | Rng>(
    accepts: (item: Module | Tensor | Rng) => item is T,
  ): Map<string, T> {
    const names = new Map<T, string>();
    for (const [name, item] of Module.#walk(this))
      if (accepts(item) && !names.has(item)) names.set(item, name);
    return new Map([...names].map(([item, name]) => [name, item]));
  }

  /** Each parameter under its dotted name; one that is shared appears once, under the first. */
  namedParameters(): Map<string, Parameter> {
    return this.#named((item) => item instanceof Parameter);
  }

  /** Each tensor that is stored but not trained. */
  namedBuffers(): Map<string, Tensor> {
    return this.#named((item): item is Tensor => item instanceof Tensor && !(item instanceof Parameter));
  }

  parameters(): Parameter[] {
    return [...this.namedParameters().values()];
  }

  /** This module, under the empty name, and all below it, each under its dotted name; a shared one under the first. */
  namedModules(): Map<string, Module> {
    return this.#named((item) => item instanceof Module);
  }

  /** This module and all below it. */
  modules(): Module[] {
    return [...this.namedModules().values()];
  }

  /** The generators that modules draw from, each once: with their states, a stopped training goes on bit for bit. */
  rngs(): Rng[] {
    return [...this.#named((item) => item instanceof Rng).values()];
  }

  countParameters(): number {
    return this.parameters().reduce((sum, { size }) => sum + size, 0);
  }

  /** All parameters and buffers by name: the tensors themselves, not copies. */
  stateDict(): Map<string, Tensor> {
    return this.#named((item) => item instanceof Tensor);
  }

  /**
   * Overwrites parameters and buffers by the tensors of the same names; a shared one may come under any of its names. With
   * `strict: false`, missing and unexpected names are only reported.
   *
   * @throws DataError naming every missing, unexpected and misshapen tensor; then nothing has been changed.
   */
  loadStateDict(
    tensors: ReadonlyMap<string, Tensor>,
    { strict = true }: { strict?: boolean } = {},
  ): LoadReport {
    const own = [...Module.#walk(this)].filter(
      (found): found is [string, Tensor] => found[1] instanceof Tensor,
    );
    return loadTensors(this.constructor.name, own, tensors, strict);
  }

  /** Turns training behaviour, such as dropout, on or off, here and below. */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  /** The same as `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /** Gives back the memory of all parameters and buffers, here and below. */
  dispose(): void {
    for (const [, item] of Module.#walk(this)) if (item !== this && !(item instanceof Rng)) item.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
