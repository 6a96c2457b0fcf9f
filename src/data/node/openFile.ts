import { createReadStream } from 'node:fs';
import { DataError } from '../../tensor/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory, not a file',
  EACCES: 'you are not allowed to read it',
  EPERM: 'you are not allowed to read it',
};

/** The bytes of a file, as they are asked for. @throws DataError when asked, where the file cannot be read. */
export async function* openFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new DataError(`openFile: cannot read ${path}: ${reasons[code] ?? message}`, { cause });
  }
}
