import type { ByteStream } from './byteStream.ts';
import { gunzip } from './gunzip.ts';

/** All of the bytes, inflated where they begin as gzip does. @throws DataError where they are cut short or damaged. */
export async function readBytes(bytes: ByteStream, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of gunzip(bytes, name)) chunks.push(chunk);
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let start = 0;
  for (const chunk of chunks) {
    all.set(chunk, start);
    start += chunk.length;
  }
  return all;
}
