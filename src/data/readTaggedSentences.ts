import { DataError, ValueError } from '../tensor/errors.ts';
import type { ByteStream } from './byteStream.ts';
import { addSkip, type ReadReport } from './readReport.ts';
import { conllu, type TagFormat, twoColumns } from './tagFormat.ts';
import { type TextLine, textLines } from './textLines.ts';

/** Words and their tags, one each. */
export interface TaggedSentence {
  words: string[];
  tags: string[];
  /** The line of the first word, from 1. */
  line: number;
}

export interface ReadTaggedSentencesOptions {
  /** What to call the data in errors, such as its file name. */
  name?: string;
  /** How words are written; without it, the first word tells by its columns. */
  format?: 'columns' | 'conllu';
  /** Which of CoNLL-U's tags to take: universal, or the treebank's own. */
  tag?: 'upos' | 'xpos';
}

export interface ReadTaggedSentences {
  sentences: TaggedSentence[];
  /** Sentences count as kept; multiword tokens and empty nodes as skipped. */
  report: ReadReport;
}

const EXPECTED =
  'words and tags: 2 tab-separated columns (FORM, UPOS) or the 10 of CoNLL-U, an empty line after each sentence';

/**
 * Tagged sentences, a word a line and an empty line after each sentence, as UTF-8, plain or gzipped: `FORM TAB UPOS`, or
 * CoNLL-U, of which comments, multiword tokens (`3-4`) and empty nodes (`5.1`) are left out.
 *
 * @throws DataError naming the line with the wrong number of columns, an empty word or tag, an ID out of order, or bad
 * UTF-8; where there is no sentence; and where the data is cut short or something else. ValueError on a bad option.
 */
export async function readTaggedSentences(
  bytes: ByteStream,
  { name = 'the data', format, tag = 'upos' }: ReadTaggedSentencesOptions = {},
): Promise<ReadTaggedSentences> {
  checkOptions(format, tag);
  const formats = { columns: twoColumns, conllu: conllu(tag) };
  const reader = new SentenceReader(name, Object.values(formats), format && formats[format]);
  const source = { reader: 'readTaggedSentences', name, expected: EXPECTED };
  for await (const line of textLines(bytes, source)) reader.read(line);
  return reader.finish();
}

function checkOptions(format: string | undefined, tag: string): void {
  if (tag !== 'upos' && tag !== 'xpos') {
    throw new ValueError(`readTaggedSentences: tag must be upos or xpos; got ${tag}`);
  }
  if (format !== undefined && format !== 'columns' && format !== 'conllu') {
    throw new ValueError(`readTaggedSentences: format must be columns or conllu; got ${format}`);
  }
}

/** Puts sentences together, line by line. */
class SentenceReader {
  readonly #name: string;
  readonly #formats: readonly TagFormat[];
  #format: TagFormat | undefined;
  readonly #sentences: TaggedSentence[] = [];
  readonly #report: ReadReport = { lines: 0, kept: 0, skipped: [] };
  #open: TaggedSentence = { words: [], tags: [], line: 0 };

  /** @param format the one that the file has; without it, the first word tells which of `formats`. */
  constructor(name: string, formats: readonly TagFormat[], format: TagFormat | undefined) {
    this.#name = name;
    this.#formats = formats;
    this.#format = format;
  }

  read({ line, text, isUtf8 }: TextLine): void {
    this.#report.lines = line;
    if (!isUtf8) throw this.#error(`line ${line} is not UTF-8`);
    if (text.trim() === '') {
      this.#close();
      return;
    }
    const cells = text.split('\t').map((cell) => cell.trim());
    // Before a word has told the format, `#` or `#tag` in a line of two columns is a word.
    const isWord = cells.length === twoColumns.columns && !text.startsWith('# ');
    if (!this.#format && text.startsWith('#') && !isWord) return;
    this.#format ??= this.#formatOf(line, cells);
    if (!this.#format.isComment(text)) this.#add(line, cells, this.#format);
  }

  finish(): ReadTaggedSentences {
    this.#close();
    const report = { ...this.#report, kept: this.#sentences.length };
    if (report.lines === 0) throw this.#error('there is nothing in it');
    if (report.kept === 0) throw this.#error(`there is no sentence; expected ${EXPECTED}`);
    return { sentences: this.#sentences, report };
  }

  #add(line: number, cells: string[], format: TagFormat): void {
    if (cells.length !== format.columns) {
      throw this.#error(
        `${format.name} needs ${format.columns} tab-separated columns; line ${line} has ${cells.length}`,
      );
    }
    const read = format.read(cells, this.#open.words.length + 1, (reason) => {
      throw this.#error(`line ${line}: ${reason}`);
    });
    if ('skip' in read) {
      addSkip(this.#report.skipped, read.skip, line);
      return;
    }
    if (this.#open.words.length === 0) this.#open.line = line;
    this.#open.words.push(read.word);
    this.#open.tags.push(read.tag);
  }

  #formatOf(line: number, cells: string[]): TagFormat {
    const format = this.#formats.find(({ columns }) => columns === cells.length);
    if (format) return format;
    throw this.#error(`expected ${EXPECTED}; line ${line} has ${cells.length} columns`);
  }

  #error(rule: string): DataError {
    return new DataError(`readTaggedSentences: ${this.#name}: ${rule}`);
  }

  #close(): void {
    if (this.#open.words.length > 0) this.#sentences.push(this.#open);
    this.#open = { words: [], tags: [], line: 0 };
  }
}
