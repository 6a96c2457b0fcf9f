import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../tensor/errors.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpointFile.ts';
import type { Checkpoint, CheckpointName, CheckpointStore } from '../checkpointStore.ts';
import { writeFileAtomic } from './atomic.ts';
import { systemReason } from './systemReason.ts';

/** Checkpoints as `best.safetensors` and `last.safetensors` in one folder, which the first save makes. */
export class DirectoryCheckpointStore implements CheckpointStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async save(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    const bytes = encodeCheckpoint(checkpoint);
    await mkdir(this.directory, { recursive: true }).catch((cause) => {
      throw new DataError(`cannot make the folder ${this.directory}: ${systemReason(cause)}`, { cause });
    });
    await writeFileAtomic(this.#path(name), bytes);
  }

  async load(name: CheckpointName): Promise<Checkpoint> {
    const path = this.#path(name);
    try {
      return decodeCheckpoint(await readFile(path));
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      const reason =
        code === 'ENOENT' ? `there is no checkpoint '${name}' in ${this.directory}` : `${path}: ${message}`;
      throw new DataError(`DirectoryCheckpointStore: ${reason}`, { cause });
    }
  }

  async has(name: CheckpointName): Promise<boolean> {
    return access(this.#path(name)).then(
      () => true,
      () => false,
    );
  }

  #path(name: CheckpointName): string {
    return join(this.directory, `${name}.safetensors`);
  }
}
