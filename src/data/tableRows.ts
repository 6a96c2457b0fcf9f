import { DataError } from '../tensor/errors.ts';
import type { TextLine } from './textLines.ts';

/** A row of a table; a line that is none says why instead. */
export type TableRow = { line: number; cells: string[] } | { line: number; problem: string };

/** How rows are written: cells as they are with tabs between them, or comma-separated values of RFC 4180. */
export type TableFormat = 'tsv' | 'csv';

const MAX_ROW_LENGTH = 2 ** 20;

/**
 * Rows of the lines, with the line where each begins; white space around cells stays.
 *
 * @param format without it, lines are tab-separated where the first has a tab
 * @throws DataError on a quote that is never closed
 */
export async function* tableRows(
  lines: AsyncGenerator<TextLine>,
  format: TableFormat | undefined,
  name: string,
): AsyncGenerator<TableRow> {
  try {
    const { done, value: first } = await lines.next();
    if (done) return;
    const isTsv = format ? format === 'tsv' : first.text?.includes('\t');
    const all = withFirst(first, lines);
    yield* isTsv ? tsvRows(all) : csvRows(all, name);
  } finally {
    await lines.return(undefined);
  }
}

async function* withFirst(first: TextLine, rest: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  yield first;
  yield* rest;
}

async function* tsvRows(lines: AsyncIterable<TextLine>): AsyncGenerator<TableRow> {
  for await (const { line, text } of lines) {
    yield text === undefined ? { line, problem: 'invalid UTF-8' } : { line, cells: text.split('\t') };
  }
}

/** Where a quote is open at the end of a line, the row goes on with the next. */
async function* csvRows(lines: AsyncIterable<TextLine>, name: string): AsyncGenerator<TableRow> {
  // Only who reads CSV needs it.
  const { default: papaparse } = await import('papaparse');
  const parse = (text: string) =>
    papaparse.parse<string[]>(text, { delimiter: ',', newline: '\n', quoteChar: '"' });
  let row: { line: number; text: string } | undefined;
  for await (const { line, text } of lines) {
    if (text === undefined) {
      yield { line: row?.line ?? line, problem: 'invalid UTF-8' };
      row = undefined;
      continue;
    }
    const isInside = row !== undefined;
    row = row ? { line: row.line, text: `${row.text}\n${text}` } : { line, text };
    if (row.text.length > MAX_ROW_LENGTH) break;
    // Nothing but a quote can close a quote.
    if (isInside && !text.includes('"')) continue;
    const { data, errors } = parse(row.text);
    if (errors.some(({ code }) => code === 'InvalidQuotes')) {
      yield { line: row.line, problem: 'a quote inside quotes is not doubled' };
    } else if (errors.some(({ code }) => code === 'MissingQuotes')) {
      continue;
    } else {
      yield { line: row.line, cells: data[0] ?? [''] };
    }
    row = undefined;
  }
  if (row) throw new DataError(`${name}: the quote that opens in line ${row.line} is not closed`);
}
