import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../tensor/errors.ts';
import { readPairs } from './readPairs.ts';
import { formatReport } from './readReport.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The bytes in pieces of the given size, as a file or a network would give them. */
async function* pieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

const readText = (text: string, options = {}) => readPairs(pieces(utf8(text)), options);

describe('readPairs', () => {
  it('reads pairs and where they stand', async () => {
    const { pairs, lineNumbers, report } = await readText('Go.\tVa !\n Hi. \t Salut !\tCC-BY\n');
    expect(pairs).toEqual([
      { source: 'Go.', target: 'Va !' },
      { source: 'Hi.', target: 'Salut !' },
    ]);
    expect(lineNumbers).toEqual([1, 2]);
    expect(report).toEqual({ lines: 2, kept: 2, skipped: [] });
  });

  it('takes the columns asked for', async () => {
    const { pairs } = await readText('7\tGo.\tVa !', { sourceColumn: 3, targetColumn: 2 });
    expect(pairs).toEqual([{ source: 'Va !', target: 'Go.' }]);
  });

  it('leaves out a header', async () => {
    const { pairs, lineNumbers } = await readText('english\tfrench\nGo.\tVa !', { header: true });
    expect(pairs).toEqual([{ source: 'Go.', target: 'Va !' }]);
    expect(lineNumbers).toEqual([2]);
  });

  it('takes CR LF, a byte order mark, and a last line without an end', async () => {
    const { pairs } = await readText('\ufeffa\tb\r\nc\td\r\ne\tf');
    expect(pairs).toEqual([
      { source: 'a', target: 'b' },
      { source: 'c', target: 'd' },
      { source: 'e', target: 'f' },
    ]);
  });

  it('skips bad lines and says which', async () => {
    const lines = ['a\tb', 'no tab', '\tempty', 'empty\t ', '', 'BAD\tBAD', 'c\td'].map(utf8);
    lines[5][0] = 0xff;
    const bytes = Uint8Array.from(lines.flatMap((line) => [...line, 10]));
    const { pairs, lineNumbers, report } = await readPairs(pieces(bytes));
    expect(pairs).toEqual([
      { source: 'a', target: 'b' },
      { source: 'c', target: 'd' },
    ]);
    expect(lineNumbers).toEqual([1, 7]);
    expect(report).toEqual({
      lines: 7,
      kept: 2,
      skipped: [
        { reason: 'no tab', count: 2, firstLines: [2, 5] },
        { reason: 'the source is empty', count: 1, firstLines: [3] },
        { reason: 'the target is empty', count: 1, firstLines: [4] },
        { reason: 'invalid UTF-8', count: 1, firstLines: [6] },
      ],
    });
  });

  it('says how many columns there should be', async () => {
    const { report } = await readText('a\tb\tc\na\tb\n', { targetColumn: 3 });
    expect(report.skipped).toEqual([{ reason: 'fewer than 3 columns', count: 1, firstLines: [2] }]);
  });

  it('reads gzip, and streams, in pieces of any size', async () => {
    const bytes = utf8('né\t日本\n👍\tb\n');
    const expected = await readPairs(pieces(bytes));
    expect(expected.pairs).toHaveLength(2);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(bytes, gzipSync(bytes)),
        fc.integer({ min: 1, max: 40 }),
        async (data, size) => {
          expect(await readPairs(pieces(data, size))).toEqual(expected);
        },
      ),
    );
    expect(await readPairs(new Blob([gzipSync(bytes)]).stream())).toEqual(expected);
  });

  it.each([1, 4, 8, 12, 40])('refuses gzip that lacks its last %d bytes', async (missing) => {
    const packed = gzipSync(utf8('a\tb\n'.repeat(1000)));
    const cut = packed.subarray(0, packed.length - missing);
    const reading = readPairs(pieces(cut), { name: 'x.tsv.gz' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow('x.tsv.gz is gzip data that is cut short or damaged');
  });

  it('refuses gzip that is damaged', async () => {
    const packed = gzipSync(utf8('a\tb\n'.repeat(1000)));
    packed.fill(0xff, 12, 20);
    await expect(readPairs(pieces(packed))).rejects.toThrow(DataError);
  });

  it('refuses data without a pair', async () => {
    await expect(readText('', { name: 'x.tsv' })).rejects.toThrow('readPairs: x.tsv is empty');
    await expect(readPairs(pieces(gzipSync('')))).rejects.toThrow('is empty');
    await expect(readText('a\tb', { header: true })).rejects.toThrow('no sentence pair');
    const reading = readText('a\nb\n', { name: 'x.tsv' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(
      'x.tsv holds no sentence pair.\n2 lines read, 0 pairs kept\n2 lines skipped: no tab',
    );
  });

  it('refuses a line without end', async () => {
    const chunk = new Uint8Array(2 ** 20).fill(97);
    async function* endless() {
      while (true) yield chunk;
    }
    await expect(readPairs(endless())).rejects.toThrow('more than 1 MiB');
  });

  it.each([
    ['plain', new Uint8Array(2 ** 19)],
    ['one chunk', new Uint8Array(2 ** 20 + 1)],
    ['gzip', gzipSync(new Uint8Array(2 ** 21)).subarray(0, -20)],
  ])('closes its source when it stops early: %s', async (_, chunk) => {
    let closed = 0;
    async function* source() {
      try {
        while (true) yield chunk;
      } finally {
        closed++;
      }
    }
    await expect(readPairs(source())).rejects.toThrow('more than 1 MiB');
    expect(closed).toBe(1);

    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => controller.enqueue(chunk);
    const stream = new ReadableStream<Uint8Array>({ pull, cancel: () => void closed++ });
    await expect(readPairs(stream)).rejects.toThrow('more than 1 MiB');
    expect(closed).toBe(2);
  });

  it('hands on the errors of its source', async () => {
    const packed = gzipSync(utf8('a\tb\n'));
    for (const first of [packed.subarray(0, 15), utf8('a\tb\n')]) {
      async function* failing() {
        yield first;
        throw new DataError('the disk is gone');
      }
      await expect(readPairs(failing())).rejects.toThrow(new DataError('the disk is gone'));
    }
  });

  it.each([{ sourceColumn: 0 }, { targetColumn: 1.5 }, { sourceColumn: 2 }])(
    'refuses the columns %o',
    async (columns) => {
      await expect(readText('a\tb', columns)).rejects.toThrow(ValueError);
    },
  );
});

describe('formatReport', () => {
  it('tells people what became of the lines', async () => {
    const { report } = await readText(`\tb\n${'x\n'.repeat(1234)}a\tb\n`);
    expect(formatReport(report)).toBe(
      '1,236 lines read, 1 pair kept\n' +
        '1 line skipped: the source is empty (line 1)\n' +
        '1,234 lines skipped: no tab (lines 2, 3, 4, 5, 6 and 1,229 more)',
    );
  });
});
