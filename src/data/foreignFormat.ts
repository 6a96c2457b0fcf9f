import { DataError } from '../tensor/errors.ts';
import { concat } from './byteStream.ts';
import type { TextSource } from './textSource.ts';

/** How many of the first bytes are looked at. */
const HEAD_BYTES = 512;

/** Formats told by their first bytes, as Latin-1. */
const prefixes: Readonly<Record<string, string>> = {
  'PK\x03\x04': 'a zip archive, as Excel (.xlsx) writes them',
  '\xd0\xcf\x11\xe0': 'an old Office file, as Excel (.xls) writes them',
  'PAR1\x15': 'a Parquet file',
  ARROW1: 'an Arrow file',
  '\xff\xff\xff\xff': 'an Arrow file',
  'SQLite format 3': 'a SQLite database',
  '\x93NUMPY': 'a NumPy array',
  '\x80\x04': 'a Python pickle',
  '\x89PNG': 'a PNG image',
  '\xff\xd8\xff': 'a JPEG image',
  '%PDF-': 'a PDF file',
  BZh91AY: 'bzip2 data',
  '\xfd7zXZ': 'xz data',
  '\x28\xb5\x2f\xfd': 'zstd data',
  '\xff\xfe': 'text in UTF-16',
  '\xfe\xff': 'text in UTF-16',
};

/** What a file that begins so holds, in words, where it is plainly no text of lines and columns. */
export function foreignFormat(head: Uint8Array): string | undefined {
  const text = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  const prefix = Object.keys(prefixes).find((start) => text.startsWith(start));
  if (prefix !== undefined) return prefixes[prefix];
  if (/^(RIFF|RIFX|RF64)/.test(text) && text.slice(8, 12) === 'WAVE') return 'a WAV file';
  if (text.slice(257, 262) === 'ustar') return 'a tar archive';
  if (text.includes('\0')) return 'binary data';
  const visible = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype|html)/i.test(visible)) return 'a page of HTML';
  // A text may begin with a bracket: only what is plainly JSON is taken for it.
  if (/^(\{\s*["}]|\[\s*[{[])/.test(visible)) return 'JSON';
  return undefined;
}

/**
 * The bytes as they are, unless they begin as something else does.
 *
 * @throws DataError that says what was expected, and what came.
 */
export async function* refuseForeign(
  chunks: AsyncIterable<Uint8Array>,
  source: TextSource,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (!head) {
      yield chunk;
      continue;
    }
    head = concat(head, chunk);
    if (head.length < HEAD_BYTES) continue;
    yield refuse(head, source);
    head = undefined;
  }
  if (head) yield refuse(head, source);
}

function refuse(head: Uint8Array, { reader, name, expected }: TextSource): Uint8Array {
  const found = foreignFormat(head);
  if (!found) return head;
  throw new DataError(
    `${reader}: ${name} looks like ${found}; expected ${expected}, as UTF-8, plain or gzipped`,
  );
}
