import { randomUUID } from 'node:crypto';
import * as nodeFileSystem from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError } from '../../tensor/errors.ts';
import { systemReason } from './systemReason.ts';

/** What is used of `node:fs/promises`; tests pass one whose disk is full. */
export type FileSystem = Pick<typeof nodeFileSystem, 'open' | 'readdir' | 'rename' | 'rm'>;

/** Names of the temporary files that this process is writing. Any other was left behind by one that was killed. */
const inProgress = new Set<string>();

/**
 * Writes a file so that at any moment, a kill or a power cut included, its path leads to the earlier content or to the
 * new one, whole: the content goes to a temporary file beside it, to the disk, and only then takes the name.
 *
 * @throws DataError if it cannot be written (disk full, no permission, no such folder); then the earlier file is intact
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  const folder = dirname(path);
  const name = `.${basename(path)}.${randomUUID()}.tmp`;
  const temporary = join(folder, name);
  inProgress.add(name);
  try {
    await removeLeftovers(path, fileSystem);
    await writeToDisk(temporary, content, fileSystem);
    await fileSystem.rename(temporary, path);
    await syncFolder(folder, fileSystem);
  } catch (cause) {
    await fileSystem.rm(temporary, { force: true }).catch(() => {});
    throw new DataError(
      `cannot write ${path}: ${systemReason(cause)}. An earlier file of that name is intact`,
      {
        cause,
      },
    );
  } finally {
    inProgress.delete(name);
  }
}

async function removeLeftovers(path: string, fileSystem: FileSystem): Promise<void> {
  const folder = dirname(path);
  for (const name of await fileSystem.readdir(folder)) {
    const isTemporary = name.startsWith(`.${basename(path)}.`) && name.endsWith('.tmp');
    if (isTemporary && !inProgress.has(name)) await fileSystem.rm(join(folder, name), { force: true });
  }
}

async function writeToDisk(
  path: string,
  content: Uint8Array | string,
  fileSystem: FileSystem,
): Promise<void> {
  const file = await fileSystem.open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Brings the new name to the disk too. Not every system lets a folder be opened; the file is whole without it. */
async function syncFolder(path: string, fileSystem: FileSystem): Promise<void> {
  const folder = await fileSystem.open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close().catch(() => {});
}
