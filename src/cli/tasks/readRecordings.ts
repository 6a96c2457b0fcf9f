import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Column, readPackedSpeech, type SpeechClips } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import type { FileChange } from '../../data/node/readWavFiles.ts';
import { type LabelSource, readWavFolder } from '../../data/node/readWavFolder.ts';
import { readWavList } from '../../data/node/readWavList.ts';
import { textLines } from '../../data/textLines.ts';
import { DataError } from '../../tensor/index.ts';
import { isFolder, splitNames } from './splitFile.ts';
import type { Split } from './taskCommand.ts';

export interface RecordingOptions {
  /** Samples a second. */
  readonly sampleRate?: number;
  /** Where the labels of files are. */
  readonly labels?: LabelSource;
  /** The column of the label, in a list or an index, and that of the file, in a list. */
  readonly label?: Column;
  readonly file?: Column;
}

export interface ReadRecordings extends SpeechClips {
  /** What was done to files that were not as they should be. */
  readonly changes: readonly FileChange[];
}

/** Packed samples do not say how many there are a second; this is the rate of a telephone. */
const PACKED_RATE = 8000;

/** A part of a folder, and how it is read. */
interface Part {
  readonly split: Split;
  /** What it is called in the folder. */
  readonly name: string;
  read(): Promise<ReadRecordings>;
}

/**
 * Recordings with their labels: from a list of WAV files; or from a folder, its part for the split. Parts are folders of WAV
 * files or packed samples with their index; a folder without parts is all there is, and serves for training and for measuring.
 *
 * @returns null where there is no part for validation
 * @throws DataError if nothing is there, a file cannot be read, or the folder has several such parts, or others only
 */
export async function readRecordings(
  path: string,
  split: Split,
  options: RecordingOptions,
): Promise<ReadRecordings | null> {
  if (!(await isFolder(path))) return split === 'valid' ? null : readList(path, options);
  const parts = await partsOf(path, options);
  if (parts.length === 0) return split === 'valid' ? null : readWavFolder(path, options);
  const fitting = parts.filter((part) => part.split === split);
  if (fitting.length === 1) return fitting[0].read();
  if (fitting.length === 0 && split === 'valid') return null;
  const found = (fitting.length > 0 ? fitting : parts).map(({ name }) => name).join(' and ');
  throw new DataError(
    fitting.length > 0
      ? `${path} has ${found}: which is meant for ${split}? Give the folder itself.`
      : `${path} has ${found}, but no recordings for ${split}: a folder ${split}/, or ${split}.i16le.gz and ${split}.index.tsv`,
  );
}

async function partsOf(folder: string, options: RecordingOptions): Promise<Part[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const splitOf = (name: string) =>
    (Object.keys(splitNames) as Split[]).find((split) => splitNames[split].includes(name));
  return entries.flatMap((entry): Part[] => {
    const [name, ...rest] = entry.name.split('.');
    const split = splitOf(name);
    if (split === undefined) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [{ split, name: `${name}/`, read: () => readWavFolder(path, options) }];
    if (!/^i16le(\.gz)?$/.test(rest.join('.'))) return [];
    return [
      { split, name: entry.name, read: () => readPacked(path, join(folder, `${name}.index.tsv`), options) },
    ];
  });
}

function readList(path: string, { sampleRate, label, file }: RecordingOptions): Promise<ReadRecordings> {
  if (/\.wave?$/i.test(path)) {
    throw new DataError(
      `${path} is a single recording; expected a folder of WAV files, or a list of them with their labels`,
    );
  }
  return readWavList(path, { sampleRate, fileColumn: file, labelColumn: label });
}

async function readPacked(
  samplesName: string,
  indexName: string,
  { sampleRate = PACKED_RATE, label }: RecordingOptions,
): Promise<ReadRecordings> {
  if (typeof label === 'number') {
    throw new DataError(
      `${indexName} names its columns, so the column of the label needs a name; got ${label}`,
    );
  }
  const clips = await readPackedSpeech({
    samples: openFile(samplesName),
    index: openFile(indexName),
    sampleRate,
    labelColumn: label ?? (await labelColumnOf(indexName)),
    samplesName,
    indexName,
  });
  return { ...clips, changes: [] };
}

/** The column called label, or else the first that says something of a clip. */
async function labelColumnOf(indexName: string): Promise<string | undefined> {
  const source = { reader: 'readPackedSpeech', name: indexName, expected: 'a table' };
  for await (const { text } of textLines(openFile(indexName), source)) {
    const columns = text.split('\t').map((name) => name.trim());
    return columns.includes('label')
      ? 'label'
      : columns.find((name) => !['file', 'offset', 'samples'].includes(name));
  }
  return undefined;
}
