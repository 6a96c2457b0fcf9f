import { DataError, ValueError } from '../tensor/errors.ts';
import { byteLines } from './byteLines.ts';
import type { ByteStream } from './byteStream.ts';
import { gunzip } from './gunzip.ts';
import { addSkip, formatReport, type ReadReport } from './readReport.ts';
import type { SentencePair } from './sentencePair.ts';

export interface ReadPairsOptions {
  /** Columns count from 1. */
  sourceColumn?: number;
  targetColumn?: number;
  /** Whether the first line names the columns, and is no pair. */
  header?: boolean;
  /** What to call the data in errors, such as its file name. */
  name?: string;
}

export interface ReadPairs {
  pairs: SentencePair[];
  /** The line that each pair comes from. */
  lineNumbers: number[];
  report: ReadReport;
}

/**
 * Sentence pairs from lines of columns with tabs between them, as UTF-8, plain or gzipped. A line that gives no pair is
 * skipped and reported; white space around a sentence goes, and with it the CR of a CR LF.
 *
 * @throws DataError where the data is empty, is cut short, or holds no pair at all; ValueError on a bad column.
 */
export async function readPairs(
  bytes: ByteStream,
  { sourceColumn = 1, targetColumn = 2, header = false, name = 'the data' }: ReadPairsOptions = {},
): Promise<ReadPairs> {
  const parse = pairParser(sourceColumn, targetColumn);
  const read: ReadPairs = { pairs: [], lineNumbers: [], report: { lines: 0, kept: 0, skipped: [] } };
  const { report } = read;
  for await (const line of byteLines(gunzip(bytes, name), name)) {
    report.lines++;
    if (header && report.lines === 1) continue;
    const pair = parse(line);
    if (typeof pair === 'string') {
      addSkip(report.skipped, pair, report.lines);
    } else {
      read.pairs.push(pair);
      read.lineNumbers.push(report.lines);
    }
  }
  report.kept = read.pairs.length;
  if (report.lines === 0) throw new DataError(`readPairs: ${name} is empty`);
  if (report.kept === 0)
    throw new DataError(`readPairs: ${name} holds no sentence pair.\n${formatReport(report)}`);
  return read;
}

/** A function from a line to its pair, or to the reason why it gives none. */
function pairParser(sourceColumn: number, targetColumn: number): (line: Uint8Array) => SentencePair | string {
  for (const column of [sourceColumn, targetColumn]) {
    if (Number.isInteger(column) && column >= 1) continue;
    throw new ValueError(`readPairs: a column must be an integer of at least 1; got ${column}`);
  }
  if (sourceColumn === targetColumn) {
    throw new ValueError(
      `readPairs: source and target must be different columns; got ${sourceColumn} for both`,
    );
  }
  const needed = Math.max(sourceColumn, targetColumn);
  // Drops a byte order mark before a line, and so before the first.
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return (line) => {
    let text: string;
    try {
      text = utf8.decode(line);
    } catch {
      return 'invalid UTF-8';
    }
    const columns = text.split('\t');
    if (columns.length === 1) return 'no tab';
    if (columns.length < needed) return `fewer than ${needed} columns`;
    const source = columns[sourceColumn - 1].trim();
    const target = columns[targetColumn - 1].trim();
    if (source === '') return 'the source is empty';
    if (target === '') return 'the target is empty';
    return { source, target };
  };
}
