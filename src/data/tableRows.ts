import { DataError } from '../tensor/errors.ts';
import type { TextLine } from './textLines.ts';
import type { TextSource } from './textSource.ts';

/** A row of a table; a line that is none says why instead. */
export type TableRow = { line: number; cells: string[] } | { line: number; problem: string };

/** How rows are written: cells as they are with tabs between them, or comma-separated values of RFC 4180. */
export type TableFormat = 'tsv' | 'csv';

const NOT_UTF8 = 'invalid UTF-8';

/** In UTF-16 units. */
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
  source: TextSource,
): AsyncGenerator<TableRow> {
  try {
    const { done, value: first } = await lines.next();
    if (done) return;
    const isTsv = format ? format === 'tsv' : first.text.includes('\t');
    const all = withFirst(first, lines);
    yield* isTsv ? tsvRows(all) : csvRows(all, source);
  } finally {
    await lines.return(undefined);
  }
}

async function* withFirst(first: TextLine, rest: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  yield first;
  yield* rest;
}

async function* tsvRows(lines: AsyncIterable<TextLine>): AsyncGenerator<TableRow> {
  for await (const { line, text, isUtf8 } of lines) {
    yield isUtf8 ? { line, cells: text.split('\t') } : { line, problem: NOT_UTF8 };
  }
}

/** Where a quote is open at the end of a line, the row goes on with the next. */
async function* csvRows(
  lines: AsyncIterable<TextLine>,
  { reader, name }: TextSource,
): AsyncGenerator<TableRow> {
  const parse = await loadParser();
  let open: TextLine | undefined;
  for await (const next of lines) {
    const row = open ? join(open, next) : next;
    const mayEnd = !open || next.text.includes('"');
    open = row;
    if (row.text.length > MAX_ROW_LENGTH) break;
    const cells = mayEnd ? parse(row.text) : 'open';
    if (cells === 'open') continue;
    open = undefined;
    if (!row.isUtf8) yield { line: row.line, problem: NOT_UTF8 };
    else if (cells === 'bad quote') yield { line: row.line, problem: 'a quote inside quotes is not doubled' };
    else yield { line: row.line, cells };
  }
  if (open) {
    throw new DataError(`${reader}: ${name}: the quote that opens in line ${open.line} is never closed`);
  }
}

const join = (a: TextLine, b: TextLine): TextLine => ({
  line: a.line,
  text: `${a.text}\n${b.text}`,
  isUtf8: a.isUtf8 && b.isUtf8,
});

/** A function from a row to its cells, or what is wrong with its quotes. */
async function loadParser(): Promise<(text: string) => string[] | 'bad quote' | 'open'> {
  // Only who reads CSV needs it.
  const { default: papaparse } = await import('papaparse');
  const options = { delimiter: ',', newline: '\n', quoteChar: '"' } as const;
  return (text) => {
    const { data, errors } = papaparse.parse<string[]>(text, options);
    if (errors.some(({ code }) => code === 'InvalidQuotes')) return 'bad quote';
    if (errors.some(({ code }) => code === 'MissingQuotes')) return 'open';
    return data[0] ?? [''];
  };
}
