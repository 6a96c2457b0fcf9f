import { DataError } from '../tensor/errors.ts';
import type { ByteStream } from './byteStream.ts';
import { type Column, readColumns } from './readColumns.ts';
import { formatReport, type ReadReport } from './readReport.ts';
import type { TableFormat } from './tableRows.ts';

export interface LabelledText {
  text: string;
  label: string;
  /** Where it begins, from 1. */
  line: number;
}

export interface ReadLabelledTextsOptions {
  /** What to call the data in errors, such as its file name, whose ending may tell the format. */
  name?: string;
  /** The number of a column, from 1, or its name in the first line. */
  textColumn?: Column;
  labelColumn?: Column;
  /** Whether the first line names the columns; it does where a column is given by name. */
  header?: boolean;
  /** Without it, the name tells by .tsv or .csv (also with .gz), or else whether a tab is in the first line. */
  format?: TableFormat;
}

export interface ReadLabelledTexts {
  examples: LabelledText[];
  report: ReadReport;
}

/**
 * Texts and their labels from a table, as UTF-8, plain or gzipped: tab-separated without quoting, or comma-separated with
 * the quoting of RFC 4180. A row that gives no example is skipped and reported; white space around cells goes.
 *
 * @throws DataError where the data is empty, is cut short, is something else (JSON, a workbook), has no column of a
 * name that was asked for, or holds no example at all; ValueError on a bad column.
 */
export async function readLabelledTexts(
  bytes: ByteStream,
  { name = 'the data', textColumn = 1, labelColumn = 2, header, format }: ReadLabelledTextsOptions = {},
): Promise<ReadLabelledTexts> {
  const expected = 'texts and labels in the columns of a TSV or CSV file';
  const source = { reader: 'readLabelledTexts', name, expected };
  const options = { columns: { text: textColumn, label: labelColumn }, header, format };
  const report: ReadReport = { lines: 0, kept: 0, skipped: [] };
  const examples: LabelledText[] = [];
  for await (const { line, values } of readColumns(bytes, source, options, report)) {
    examples.push({ ...values, line });
  }
  report.kept = examples.length;
  if (report.lines === 0) throw new DataError(`readLabelledTexts: ${name} is empty`);
  if (report.kept === 0) {
    const found = formatReport(report, 'text');
    throw new DataError(
      `readLabelledTexts: ${name} holds no text with a label; expected ${expected}.\n${found}`,
    );
  }
  return { examples, report };
}
