import type { Module } from '../nn/index.ts';
import { DataError, type RngState } from '../tensor/index.ts';

/** The states of the generators that a model draws from, in the order of `Module.rngs()`. */
export function rngStates(model: Module): RngState[] {
  return model.rngs().map(({ state }) => state);
}

/**
 * Puts the model's generators into the given states.
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
  for (const [i, rng] of own.entries()) rng.state = states[i];
}
