import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, utf8 } from '../../test/support/bytes.ts';
import { DataError } from '../tensor/errors.ts';
import type { ByteStream } from './byteStream.ts';
import { readIdx } from './images/readIdx.ts';
import { readLabelledTexts } from './readLabelledTexts.ts';
import { readPairs } from './readPairs.ts';
import { readTaggedSentences } from './readTaggedSentences.ts';
import { readWav } from './speech/readWav.ts';

const readers: Record<string, (bytes: ByteStream) => Promise<unknown>> = {
  readPairs: (bytes) => readPairs(bytes),
  readTaggedSentences: (bytes) => readTaggedSentences(bytes),
  'readTaggedSentences of CoNLL-U': (bytes) => readTaggedSentences(bytes, { format: 'conllu' }),
  readLabelledTexts: (bytes) => readLabelledTexts(bytes),
  'readLabelledTexts of CSV': (bytes) => readLabelledTexts(bytes, { format: 'csv' }),
  'readLabelledTexts with a header': (bytes) =>
    readLabelledTexts(bytes, { textColumn: 'a', labelColumn: 'b' }),
  readIdx: (bytes) => readIdx(bytes),
  readWav: (bytes) => readWav(bytes),
};

/** Bytes that are nothing, and bytes that look like something. */
const snippets = [
  '\t',
  '\n',
  '\r\n',
  ',',
  '"',
  '#',
  '_',
  '1',
  '2-3',
  'a',
  'b',
  'RIFF',
  'WAVEfmt ',
  'data',
  '\0\0\x08\x01',
];
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .array(fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 3 })), { maxLength: 60 })
    .map((parts) => utf8(parts.join(''))),
);

describe.each(Object.entries(readers))('%s', (_, read) => {
  it('answers bytes at random by a DataError, if at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        anything,
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, packed, size) => {
          await read(pieces(packed ? gzipSync(bytes) : bytes, size)).catch((error) => {
            expect(error).toBeInstanceOf(DataError);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses gzip data that is cut short', async () => {
    const packed = gzipSync(utf8('a\tb\n'.repeat(1000)));
    await expect(read(pieces(packed.subarray(0, -9)))).rejects.toThrow(
      'is gzip data that is cut short or damaged',
    );
  });

  it('hands on the errors of its source', async () => {
    async function* failing() {
      yield utf8('a\tb\n');
      throw new DataError('the disk is gone');
    }
    await expect(read(failing())).rejects.toThrow(new DataError('the disk is gone'));
  });
});
