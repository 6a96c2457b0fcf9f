import { dirname } from 'node:path';
import { DataError } from '../../tensor/errors.ts';
import { type Column, readColumns } from '../readColumns.ts';
import { formatReport, type ReadReport } from '../readReport.ts';
import { openFile } from './openFile.ts';
import { type LabelledFile, readWavFiles, type WavClips } from './readWavFiles.ts';

export interface ReadWavListOptions {
  /** Where the files are looked for; without it, beside the list. */
  folder?: string;
  /** The number of a column, from 1, or its name in the first line. */
  fileColumn?: Column;
  labelColumn?: Column;
  /** Whether the first line names the columns; it does where a column is given by name. */
  header?: boolean;
  /** Samples a second of all clips; without it, those of the first file. */
  sampleRate?: number;
}

/**
 * The WAV files that a list names, with their labels: a table of files and labels as TSV or CSV, in its order.
 *
 * @throws DataError where a row lacks one of the two, a file cannot be read (in which line), or the list names none.
 */
export async function readWavList(
  path: string,
  { folder = dirname(path), fileColumn = 1, labelColumn = 2, header, sampleRate }: ReadWavListOptions = {},
): Promise<WavClips> {
  const expected = 'a table of WAV files and their labels, as TSV or CSV';
  const source = { reader: 'readWavList', name: path, expected };
  const options = { columns: { file: fileColumn, label: labelColumn }, header };
  const report: ReadReport = { lines: 0, kept: 0, skipped: [] };
  const files: LabelledFile[] = [];
  for await (const { line, values } of readColumns(openFile(path), source, options, report)) {
    files.push({ ...values, namedBy: `${path}, line ${line}` });
  }
  report.kept = files.length;
  if (report.skipped.length > 0)
    throw new DataError(`readWavList: ${path}:\n${formatReport(report, 'file')}`);
  if (files.length === 0) throw new DataError(`readWavList: ${path} names no file; expected ${expected}`);
  return readWavFiles(folder, files, sampleRate);
}
