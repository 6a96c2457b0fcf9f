import { DataError } from '../tensor/errors.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpointFile.ts';
import type { Checkpoint, CheckpointName, CheckpointStore } from './checkpointStore.ts';

/** Checkpoints that last as long as the program: for pages, and for tests. */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly #files = new Map<CheckpointName, Uint8Array>();

  async save(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    this.#files.set(name, encodeCheckpoint(checkpoint));
  }

  async load(name: CheckpointName): Promise<Checkpoint> {
    const file = this.#files.get(name);
    if (file === undefined) throw new DataError(`MemoryCheckpointStore: there is no checkpoint '${name}'`);
    return decodeCheckpoint(file);
  }

  async has(name: CheckpointName): Promise<boolean> {
    return this.#files.has(name);
  }
}
