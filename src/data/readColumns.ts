import { DataError, ValueError } from '../tensor/errors.ts';
import type { ByteStream } from './byteStream.ts';
import { addSkip, type ReadReport } from './readReport.ts';
import { type TableFormat, tableRows } from './tableRows.ts';
import { type TextLine, textLines } from './textLines.ts';
import type { TextSource } from './textSource.ts';

/** The number of a column, from 1, or its name in the first line. */
export type Column = number | string;

export interface ReadColumnsOptions<Field extends string> {
  /** Where each field stands. */
  columns: Readonly<Record<Field, Column>>;
  /** Whether the first line names the columns; it does where a column is given by name. */
  header?: boolean;
  /** Without it, the name tells by .tsv or .csv (also with .gz), or else whether a tab is in the first line. */
  format?: TableFormat;
}

/** A row in which every field is there. */
export interface Fields<Field extends string> {
  /** Where the row begins, from 1. */
  line: number;
  values: Record<Field, string>;
}

/**
 * The named fields of each row of a table, without white space around them. Rows that lack one go into the report, which
 * also counts the lines.
 *
 * @throws DataError where the data is damaged, something else, or has no column of a name that was asked for; ValueError
 * on a bad column.
 */
export async function* readColumns<Field extends string>(
  bytes: ByteStream,
  source: TextSource,
  { columns, header, format }: ReadColumnsOptions<Field>,
  report: ReadReport,
): AsyncGenerator<Fields<Field>> {
  checkColumns(columns, header, source);
  let isHeader = header ?? Object.values(columns).some((column) => typeof column === 'string');
  let places = columns as Record<Field, number>;
  const lines = countLines(textLines(bytes, source), report);
  for await (const row of tableRows(lines, format ?? formatOf(source.name), source)) {
    if ('problem' in row) {
      addSkip(report.skipped, row.problem, row.line);
    } else if (isHeader) {
      places = findColumns(columns, row.cells, source);
      isHeader = false;
    } else {
      const values = pick(row.cells, places);
      if (typeof values === 'string') addSkip(report.skipped, values, row.line);
      else yield { line: row.line, values };
    }
  }
}

function checkColumns(
  columns: Readonly<Record<string, Column>>,
  header: boolean | undefined,
  { reader }: TextSource,
): void {
  const seen = new Map<Column, string>();
  for (const [field, column] of Object.entries(columns)) {
    const its = `${reader}: the column of the ${field}`;
    if (typeof column === 'number' && !(Number.isInteger(column) && column >= 1)) {
      throw new ValueError(`${its} must be an integer of at least 1, or a name; got ${column}`);
    }
    if (typeof column === 'string' && header === false) {
      throw new ValueError(`${its} has a name, ${column}, so there must be a header`);
    }
    if (seen.has(column)) {
      throw new ValueError(`${its} must not be that of the ${seen.get(column)}; got ${column} for both`);
    }
    seen.set(column, field);
  }
}

async function* countLines(lines: AsyncIterable<TextLine>, report: ReadReport): AsyncGenerator<TextLine> {
  for await (const line of lines) {
    report.lines = line.line;
    yield line;
  }
}

function formatOf(name: string): TableFormat | undefined {
  return /\.(tsv|csv)(\.gz)?$/i.exec(name)?.[1].toLowerCase() as TableFormat | undefined;
}

/** Columns by number, after a look at the first row. */
function findColumns<Field extends string>(
  columns: Readonly<Record<Field, Column>>,
  header: readonly string[],
  { reader, name }: TextSource,
): Record<Field, number> {
  const names = header.map((cell) => cell.trim());
  const places = Object.entries<Column>(columns).map(([field, column]) => {
    const place = typeof column === 'number' ? column : names.indexOf(column) + 1;
    if (place > 0) return [field, place];
    throw new DataError(
      `${reader}: ${name} has no column named ${column} for the ${field}; the first line names ${names.join(', ')}`,
    );
  });
  return Object.fromEntries(places);
}

/** The fields of a row, or the reason why it lacks one. */
function pick<Field extends string>(
  cells: readonly string[],
  places: Readonly<Record<Field, number>>,
): Record<Field, string> | string {
  if (cells.length === 1 && cells[0].trim() === '') return 'empty line';
  const entries: [string, string][] = [];
  for (const [field, place] of Object.entries<number>(places)) {
    if (cells.length < place) return `fewer than ${Math.max(...Object.values<number>(places))} columns`;
    const value = cells[place - 1].trim();
    if (value === '') return `the ${field} is empty`;
    entries.push([field, value]);
  }
  return Object.fromEntries(entries) as Record<Field, string>;
}
