import { byteLines } from './byteLines.ts';
import type { ByteStream } from './byteStream.ts';
import { refuseForeign } from './foreignFormat.ts';
import { gunzip } from './gunzip.ts';
import type { TextSource } from './textSource.ts';

export interface TextLine {
  /** From 1. */
  line: number;
  /** Without the end of the line. */
  text: string;
  /** Whether the line is UTF-8; where it is not, U+FFFD stands for what could not be read. */
  isUtf8: boolean;
}

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/**
 * The lines of a text file, plain or gzipped, as they come. A byte order mark goes, and the CR of a CR LF.
 *
 * @throws DataError where the data is damaged, has a line of more than 1 MiB, or is no text at all.
 */
export async function* textLines(bytes: ByteStream, source: TextSource): AsyncGenerator<TextLine> {
  const chunks = refuseForeign(gunzip(bytes, source.name), source);
  let line = 0;
  for await (const content of byteLines(chunks, source.name)) yield { line: ++line, ...decode(content) };
}

function decode(content: Uint8Array): { text: string; isUtf8: boolean } {
  const withoutCr = content.at(-1) === 13 ? content.subarray(0, -1) : content;
  try {
    return { text: strict.decode(withoutCr), isUtf8: true };
  } catch {
    return { text: lenient.decode(withoutCr), isUtf8: false };
  }
}
