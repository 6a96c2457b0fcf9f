import { DataError, ValueError } from '../../tensor/errors.ts';
import type { ByteStream } from '../byteStream.ts';
import { readBytes } from '../readBytes.ts';
import { type Fields, readColumns } from '../readColumns.ts';
import { formatReport, type ReadReport } from '../readReport.ts';
import type { SpeechClip, SpeechClips } from './speechClip.ts';

export interface PackedSpeech {
  /** All samples one after another: signed integers of 16 bits, little-endian, plain or gzipped. */
  samples: ByteStream;
  /** A table with a header that names, for each clip, `file`, its label, `offset` and `samples` (both in samples). */
  index: ByteStream;
  /** Samples a second. */
  sampleRate: number;
  /** The column of the index that is the label. */
  labelColumn?: string;
  /** What to call the two in errors, such as their file names. */
  samplesName?: string;
  indexName?: string;
}

const columns = { file: 'file', offset: 'offset', samples: 'samples' } as const;
const BYTES = 2;

/**
 * Recordings that are packed into one file, with a table that says where each lies.
 *
 * @throws DataError where the index breaks a rule, in which line; where a clip does not lie within the samples, or the
 * data is damaged. ValueError on a bad sample rate.
 */
export async function readPackedSpeech({
  samples,
  index,
  sampleRate,
  labelColumn = 'label',
  samplesName = 'the file of samples',
  indexName = 'the index',
}: PackedSpeech): Promise<SpeechClips> {
  if (!(sampleRate > 0))
    throw new ValueError(`readPackedSpeech: sampleRate must be above 0; got ${sampleRate}`);
  const bytes = await readBytes(samples, samplesName);
  if (bytes.length % BYTES) {
    throw new DataError(
      `readPackedSpeech: ${samplesName} has ${bytes.length} bytes, so it ends within a sample`,
    );
  }
  const expected = `a table with the columns file, ${labelColumn}, offset and samples`;
  const source = { reader: 'readPackedSpeech', name: indexName, expected };
  const options = { columns: { ...columns, label: labelColumn } };
  const report: ReadReport = { lines: 0, kept: 0, skipped: [] };
  const clips: SpeechClip[] = [];
  for await (const fields of readColumns(index, source, options, report)) {
    clips.push(cutClip(bytes, fields, { samplesName, indexName }));
  }
  report.kept = clips.length;
  if (report.skipped.length > 0)
    throw new DataError(`readPackedSpeech: ${indexName}: ${formatReport(report, 'clip')}`);
  if (clips.length === 0)
    throw new DataError(`readPackedSpeech: ${indexName} names no clip; expected ${expected}`);
  return { clips, sampleRate };
}

function cutClip(
  bytes: Uint8Array,
  { line, values: { file, label, offset, samples } }: Fields<'file' | 'label' | 'offset' | 'samples'>,
  { samplesName, indexName }: { samplesName: string; indexName: string },
): SpeechClip {
  const [start, length] = [offset, samples].map(Number);
  const total = bytes.length / BYTES;
  if (!(/^\d+$/.test(offset) && /^\d+$/.test(samples) && length > 0 && start + length <= total)) {
    throw new DataError(
      `readPackedSpeech: ${indexName}, line ${line}: ${file} must lie within the ${total} samples of ${samplesName}; ` +
        `got offset ${offset}, samples ${samples}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + BYTES * start, BYTES * length);
  return {
    samples: Float32Array.from({ length }, (_, i) => view.getInt16(BYTES * i, true) / 2 ** 15),
    label,
    file,
  };
}
