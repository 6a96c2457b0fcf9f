/** The checkpoint with the best validation so far, and the one to go on from. */
export type CheckpointName = 'best' | 'last';

export interface CheckpointTensor {
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

/** All it takes to go on as if never stopped, or to use what was learned. */
export interface Checkpoint {
  /** Weights, and whatever else is arrays: the optimizer's moments, for instance. */
  tensors: ReadonlyMap<string, CheckpointTensor>;
  /** The rest, as JSON can hold it: step, place in the data, rng, schedule, best score. */
  state: unknown;
}

/**
 * Keeps checkpoints by name. A save replaces the earlier checkpoint of that name at one moment: whoever loads, however
 * the save ended, gets the old one or the new one, whole.
 */
export interface CheckpointStore {
  /**
   * The checkpoint is copied before `save` first waits: training may go on at once.
   *
   * @throws ValueError if `state` holds what JSON would lose (NaN, Infinity, typed arrays, class instances)
   * @throws DataError if it cannot be kept; then the earlier one is untouched
   */
  save(name: CheckpointName, checkpoint: Checkpoint): Promise<void>;
  /** @throws DataError if there is none by that name, or it is damaged */
  load(name: CheckpointName): Promise<Checkpoint>;
  has(name: CheckpointName): Promise<boolean>;
}
