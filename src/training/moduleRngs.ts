import type { Module } from '../nn/index.ts';
import { DataError, Rng, type RngState } from '../tensor/index.ts';

/** The states of the generators that a model draws from, in the order of `Module.rngs()`. */
export function rngStates(model: Module): RngState[] {
  return model.rngs().map(({ state }) => state);
}

/**
 * Puts generators of the given states in the place of the model's own, a shared one wherever it was.
 *
 * @throws DataError if the model has another number of them.
 */
export function restoreRngs(model: Module, states: readonly RngState[]): void {
  const own = model.rngs();
  if (own.length !== states.length) {
    throw new DataError(
      `restoreRngs: the checkpoint holds ${states.length} generators; ${model.constructor.name} has ${own.length}`,
    );
  }
  const restored = new Map(own.map((rng, i) => [rng, Rng.from(states[i])]));
  for (const module of model.modules()) replaceIn(module, restored);
}

/** Walks what `Module` walks: properties, arrays, maps and plain objects. */
function replaceIn(holder: object, replacements: ReadonlyMap<Rng, Rng>): void {
  const entries = holder instanceof Map ? [...holder] : Object.entries(holder);
  for (const [key, value] of entries) {
    const replacement = replacements.get(value);
    if (replacement !== undefined) {
      if (holder instanceof Map) holder.set(key, replacement);
      else Reflect.set(holder, key, replacement);
    } else if (isContainer(value)) replaceIn(value, replacements);
  }
}

function isContainer(value: unknown): value is object {
  if (value === null || typeof value !== 'object') return false;
  return Array.isArray(value) || value instanceof Map || Object.getPrototypeOf(value) === Object.prototype;
}
