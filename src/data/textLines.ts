import { byteLines } from './byteLines.ts';
import type { ByteStream } from './byteStream.ts';
import { refuseForeign } from './foreignFormat.ts';
import { gunzip } from './gunzip.ts';

export interface TextLine {
  /** From 1. */
  line: number;
  /** Without the end of the line; undefined where the line is no UTF-8. */
  text: string | undefined;
}

/**
 * The lines of a text file, plain or gzipped, as they come. A byte order mark goes, and the CR of a CR LF.
 *
 * @param expected what the file should hold, to be named where it plainly holds something else
 * @throws DataError where the data is damaged, has a line of more than 1 MiB, or is no text at all.
 */
export async function* textLines(
  bytes: ByteStream,
  name: string,
  expected: string,
): AsyncGenerator<TextLine> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for await (const content of byteLines(refuseForeign(gunzip(bytes, name), name, expected), name)) {
    yield { line: ++line, text: decode(utf8, content) };
  }
}

function decode(utf8: TextDecoder, content: Uint8Array): string | undefined {
  try {
    return utf8.decode(content).replace(/\r$/, '');
  } catch {
    return undefined;
  }
}
