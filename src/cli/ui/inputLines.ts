import { createInterface } from 'node:readline';

/** The lines of standard input, as they come. */
export function inputLines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
}

/** Lines come in groups, so that a pipe is worked on side by side and a person at the keyboard gets each answer at once. */
export async function* inBatches(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string[]> {
  const size = process.stdin.isTTY ? 1 : 256;
  let batch: string[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
