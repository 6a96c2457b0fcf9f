import { DataError } from '../../tensor/errors.ts';
import type { ByteStream } from '../byteStream.ts';
import { textLines } from '../textLines.ts';

/** A file as it comes, plain or gzipped, and what it is called in errors. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: ByteStream;
}

/** A line that is neither empty nor a comment. */
export interface GraphLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Lines as text; empty ones, and comments after # or %, as edge lists have them, are passed over.
 *
 * @param expected what the file should hold, to be named where it plainly holds something else
 */
export async function* graphLines({ name, bytes }: NamedBytes, expected: string): AsyncGenerator<GraphLine> {
  for await (const { line, text, isUtf8 } of textLines(bytes, { reader: 'readGraph', name, expected })) {
    if (!isUtf8) throw badLine(name, line, 'invalid UTF-8. Is it a text file?');
    const content = text.trimEnd();
    if (content !== '' && !/^[#%]/.test(content)) yield { line, text: content };
  }
}

/** Cells between tabs, or else commas, or else white space. */
export function cellsOf(text: string): string[] {
  const between = text.includes('\t') ? '\t' : text.includes(',') ? ',' : /\s+/;
  return text.split(between).map((cell) => cell.trim());
}

export function badLine(name: string, line: number, problem: string): DataError {
  return new DataError(`readGraph: ${name}, line ${line}: ${problem}`);
}

/** The numbers of the nodes by their names. */
export type NodeNumbers = ReadonlyMap<string, number>;

/** The number of a node that a line speaks of; @throws DataError where there is none of that name. */
export function nodeNumber(numbers: NodeNumbers, node: string, file: string, line: number): number {
  const number = numbers.get(node);
  if (number === undefined) throw badLine(file, line, `there is no node "${node}"`);
  return number;
}
