import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, utf8 } from '../../test/support/bytes.ts';
import { DataError, ValueError } from '../tensor/errors.ts';
import { type ReadLabelledTextsOptions, readLabelledTexts } from './readLabelledTexts.ts';

const read = (text: string, options: ReadLabelledTextsOptions = {}) =>
  readLabelledTexts(pieces(utf8(text)), options);

describe('readLabelledTexts', () => {
  it('reads tab-separated columns, in which quotes are text', async () => {
    const { examples, report } = await read(' "Great," she said \t1\r\n"no\t0\n');
    expect(examples).toEqual([
      { text: '"Great," she said', label: '1', line: 1 },
      { text: '"no', label: '0', line: 2 },
    ]);
    expect(report).toEqual({ lines: 2, kept: 2, skipped: [] });
  });

  it('reads comma-separated values, with quotes, over several lines', async () => {
    const csv =
      'label,text\r\n1,"He said ""no"", twice"\r\n0,"two\r\nlines, ""\r\nor three"\r\n1,5" disk\r\n';
    const { examples, report } = await read(csv, { textColumn: 'text', labelColumn: 'label' });
    expect(examples).toEqual([
      { text: 'He said "no", twice', label: '1', line: 2 },
      { text: 'two\nlines, "\nor three', label: '0', line: 3 },
      { text: '5" disk', label: '1', line: 6 },
    ]);
    expect(report).toEqual({ lines: 6, kept: 3, skipped: [] });
  });

  it.each<[string, string, ReadLabelledTextsOptions]>([
    ['a,x\tb', 'a,x', { name: 'x.tsv' }],
    ['a,x\tb', 'a', { name: 'X.CSV.gz' }],
    ['a,x\tb', 'a', { format: 'csv', name: 'x.tsv' }],
    ['a,x\tb', 'a,x', { name: 'x.txt' }],
    ['a,b', 'a', {}],
  ])('tells the format of %j', async (text, first, options) => {
    const { examples } = await read(text, options);
    expect(examples[0].text).toBe(first);
  });

  it('takes the columns asked for, by number, beside a header', async () => {
    const { examples } = await read('id\tlabel\ttext\n7\tpos\tgood', {
      textColumn: 3,
      labelColumn: 'label',
    });
    expect(examples).toEqual([{ text: 'good', label: 'pos', line: 2 }]);
    expect((await read('text\tlabel\na\tb', { header: true })).examples).toHaveLength(1);
  });

  it('skips bad lines and says which', async () => {
    const lines = ['a\tb', 'one column', '\tx', 'x\t ', '', 'BAD\tBAD', 'c\td'].map(utf8);
    lines[5][0] = 0xff;
    const bytes = Uint8Array.from(lines.flatMap((line) => [...line, 10]));
    const { examples, report } = await readLabelledTexts(pieces(bytes));
    expect(examples.map(({ line }) => line)).toEqual([1, 7]);
    expect(report).toEqual({
      lines: 7,
      kept: 2,
      skipped: [
        { reason: 'fewer than 2 columns', count: 1, firstLines: [2] },
        { reason: 'the text is empty', count: 1, firstLines: [3] },
        { reason: 'the label is empty', count: 1, firstLines: [4] },
        { reason: 'empty line', count: 1, firstLines: [5] },
        { reason: 'invalid UTF-8', count: 1, firstLines: [6] },
      ],
    });
  });

  it('skips a row of CSV that is not quoted as it should be', async () => {
    const { examples, report } = await read('"a "b" c",1\nd,2\n', { format: 'csv' });
    expect(examples).toEqual([{ text: 'd', label: '2', line: 2 }]);
    expect(report.skipped).toEqual([
      { reason: 'a quote inside quotes is not doubled', count: 1, firstLines: [1] },
    ]);
  });

  it('skips a row of CSV whole where one of its lines is no UTF-8', async () => {
    const bytes = utf8('"a\nBAD\nb",1\nc,2\n');
    bytes[3] = 0xff;
    const { examples, report } = await readLabelledTexts(pieces(bytes), { format: 'csv' });
    expect(examples).toEqual([{ text: 'c', label: '2', line: 4 }]);
    expect(report.skipped).toEqual([{ reason: 'invalid UTF-8', count: 1, firstLines: [1] }]);
  });

  it.each<[string, string, ReadLabelledTextsOptions]>([
    ['', 'readLabelledTexts: x is empty', {}],
    ['a\nb\n', 'x holds no text with a label; expected texts and labels in the columns of a TSV or CSV', {}],
    ['a\nb\n', '2 lines read, 0 texts kept\n2 lines skipped: fewer than 2 columns (lines 1, 2)', {}],
    ['a,1\n"b,2\nc,3\n', 'x: the quote that opens in line 2 is never closed', {}],
    [
      'a,b\n1,2',
      'x has no column named text for the text; the first line names a, b',
      { textColumn: 'text' },
    ],
    ['{"text": "a", "label": 1}\n', 'x looks like JSON; expected texts and labels', {}],
    ['[\n {"text": "a"}]\n', 'x looks like JSON', {}],
    ['PK\u0003\u0004,a\n', 'x looks like a zip archive, as Excel (.xlsx) writes them', {}],
    ['PAR1\u0015,a\n', 'readLabelledTexts: x looks like a Parquet file', {}],
    ['<!DOCTYPE html>\n', 'x looks like a page of HTML', {}],
    ['a\0,b\n', 'x looks like binary data', {}],
  ])('refuses %j', async (text, message, options) => {
    const reading = read(text, { name: 'x', ...options });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  it.each([
    { textColumn: 0 },
    { labelColumn: 1.5 },
    { textColumn: 2 },
    { textColumn: 'text', header: false },
  ])('refuses the columns %o', async (options) => {
    await expect(read('a\tb', options)).rejects.toThrow(ValueError);
  });

  it('reads back any CSV, plain or gzipped, and knows the lines', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é') }).map((text) => `x${text}x`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        async (rows, packed, size) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const written = rows.map((row) => `${row.map(quote).join(',')}\n`);
          const bytes = utf8(written.join(''));
          const { examples } = await readLabelledTexts(pieces(packed ? gzipSync(bytes) : bytes, size), {
            format: 'csv',
          });
          let line = 1;
          const expected = rows.map(([text, label], i) => {
            const example = { text, label, line };
            line += written[i].split('\n').length - 1;
            return example;
          });
          expect(examples).toEqual(expected);
        },
      ),
    );
  });
});
