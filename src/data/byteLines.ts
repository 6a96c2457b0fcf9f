import { DataError } from '../tensor/errors.ts';
import { concat } from './byteStream.ts';

const LINE_FEED = 10;

/** A longer line means that this is not a file of lines: better to stop than to fill the memory with it. */
const MAX_LINE_BYTES = 2 ** 20;

const nothing: Uint8Array = new Uint8Array(0);

/**
 * Lines as bytes, without their line feeds. Cut before decoding, so that bad text cannot shift the count.
 *
 * @param name what the data is called in errors
 * @throws DataError on a line of more than 1 MiB
 */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  let pending = nothing;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield concat(pending, chunk.subarray(start, end));
      pending = nothing;
      start = end + 1;
    }
    pending = concat(pending, chunk.subarray(start));
    if (pending.length > MAX_LINE_BYTES) {
      throw new DataError(`byteLines: ${name} has a line of more than 1 MiB. Is it a text file?`);
    }
  }
  if (pending.length > 0) yield pending;
}
