import { DataError } from '../tensor/errors.ts';
import { type ByteStream, chunksOf, concat, streamOf } from './byteStream.ts';

/**
 * The bytes, inflated where they begin as gzip does.
 *
 * @param name what the data is called in errors
 * @throws DataError where the gzip data is cut short or damaged
 */
export async function* gunzip(bytes: ByteStream, name: string): AsyncGenerator<Uint8Array> {
  const chunks = chunksOf(bytes);
  try {
    const head = await takeHead(chunks, 2);
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    yield* isGzip ? inflate(withHead(head, chunks), name) : withHead(head, chunks);
  } finally {
    await chunks.return(undefined);
  }
}

async function* inflate(chunks: AsyncGenerator<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const gzip = new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>;
  try {
    yield* chunksOf(streamOf(chunks).pipeThrough(gzip));
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      `gunzip: ${name} is gzip data that is cut short or damaged. Fetch or pack it again; ` +
        'several gzip files joined into one must be unpacked first',
      { cause },
    );
  }
}

/** The first chunks together: at least `size` bytes, or all there are. */
async function takeHead(chunks: AsyncGenerator<Uint8Array>, size: number): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < size) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = concat(head, value);
  }
  return head;
}

async function* withHead(head: Uint8Array, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* chunks;
}
