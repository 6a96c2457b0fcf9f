import { join } from 'node:path';
import { DataError } from '../../tensor/errors.ts';
import { readWav } from '../speech/readWav.ts';
import type { SpeechClip, SpeechClips } from '../speech/speechClip.ts';
import { openFile } from './openFile.ts';

export interface LabelledFile {
  /** Below the folder. */
  file: string;
  label: string;
  /** Who names it, for errors. */
  namedBy?: string;
}

export interface FileChange {
  /** `2 channels averaged`, `resampled from 44100 to 8000 Hz`. */
  change: string;
  files: string[];
}

export interface WavClips extends SpeechClips {
  /** What was done to files that were not as they should be, and to which. */
  changes: FileChange[];
}

/** The files at one sample rate, that of the first unless it is given. @throws DataError where one cannot be read */
export async function readWavFiles(
  folder: string,
  files: readonly LabelledFile[],
  wantedRate: number | undefined,
): Promise<WavClips> {
  const clips: SpeechClip[] = [];
  const changed: FileChange[] = [];
  let rate = wantedRate;
  for (const { file, label, namedBy } of files) {
    const path = join(folder, file);
    const { samples, sampleRate, changes } = await readWav(openFile(path), {
      name: path,
      sampleRate: rate,
    }).catch((cause) => {
      throw namedBy && cause instanceof DataError
        ? new DataError(`${namedBy}: ${cause.message}`, { cause })
        : cause;
    });
    rate ??= sampleRate;
    clips.push({ samples, label, file });
    for (const change of changes) addChange(changed, change, file);
  }
  return { clips, sampleRate: rate!, changes: changed };
}

function addChange(changes: FileChange[], change: string, file: string): void {
  const entry = changes.find((other) => other.change === change);
  if (entry) entry.files.push(file);
  else changes.push({ change, files: [file] });
}
