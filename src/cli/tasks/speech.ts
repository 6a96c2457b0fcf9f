import { Option } from 'commander';
import { readWav, type SpeechFrames } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { speechModels } from '../../models/index.ts';
import {
  type LabelledRecording,
  type Labelling,
  type Recording,
  type SpeechClassifier,
  type SpeechSettings,
  speech,
  speechSettings,
} from '../../tasks/index.ts';
import { DataError } from '../../tensor/index.ts';
import { renderSound } from '../../viz/index.ts';
import { column } from '../ui/column.ts';
import { count, percent } from '../ui/format.ts';
import { positiveInteger } from '../ui/numbers.ts';
import { drawSpeech, spectrogramOf } from './drawSpeech.ts';
import { holdOut } from './holdOut.ts';
import { likeliest, meanWeights, measuredLabels } from './labelReport.ts';
import { describeModels, modelConfig, modelOption } from './modelOptions.ts';
import { type RecordingOptions, readRecordings } from './readRecordings.ts';
import type { Shown, TaskCommand } from './taskCommand.ts';

interface SettingValues {
  model: string;
  set: Record<string, unknown>;
  melBands: number;
  batchFrames: number;
}

/** Files named in a message; of more, only how many. */
const MOST_FILES = 3;

/** Recordings with their labels, from WAV files or packed. */
export const speechCommand: TaskCommand<LabelledRecording, SpeechSettings, SpeechClassifier> = {
  task: speech,
  summary: 'a label for a recording: a spoken word, a command, a speaker',
  description:
    'Trains a classifier of recordings on WAV files whose labels are their folders or in their names.',
  dataFormat:
    'a folder of WAV files (yes/xyz.wav or yes_xyz.wav), perhaps in train/, valid/ and test/, or packed in train.i16le.gz with ' +
    'train.index.tsv; or a list of files and labels',
  noun: 'recordings',
  examples: [
    'speech --data digits/ --out digits-model',
    'speech --data commands.csv --file path --label word --sample-rate 16000 --out commands',
    'speech --data digits/ --out digits-model --set window=4 --set numLayers=3',
  ],
  modelOptions: describeModels(speechModels),

  dataOptions: () => [
    new Option(
      '--sample-rate <hz>',
      'samples a second: WAV files are resampled to it, that of the first by default; packed samples have it, 8000 by default',
    ).argParser(positiveInteger),
    new Option('--labels <where>', 'where labels of WAV files are, if folders do not show it').choices([
      'folder',
      'file',
    ]),
    new Option('--file <column>', 'column of the file in a list: its number or name (default: 1)').argParser(
      column,
    ),
    new Option(
      '--label <column>',
      'column of the label in a list or an index (default: 2 in a list)',
    ).argParser(column),
  ],

  settingOptions: () => [
    modelOption(speechModels, speechSettings.model.kind),
    new Option('--mel-bands <n>', 'bands of frequencies in a frame')
      .argParser(positiveInteger)
      .default(speechSettings.features.melBands),
    new Option('--batch-frames <n>', 'the most frames in a batch, padding included')
      .argParser(positiveInteger)
      .default(speechSettings.batchFrames),
  ],

  settings(options, common) {
    const values = options as unknown as SettingValues;
    const { batchFrames, melBands } = values;
    const model = modelConfig(speechModels, speechSettings.model, values);
    const features = { ...speechSettings.features, melBands };
    return { ...speechSettings, ...common, model, features, batchFrames };
  },

  async read(path, split, options) {
    const found = await readRecordings(path, split, options as RecordingOptions);
    if (found === null) return null;
    const { clips, sampleRate, changes } = found;
    for (const { change, files } of changes) console.error(`heed: ${change}: ${filesIn(files)}`);
    const examples = clips.map((clip) => ({ ...clip, sampleRate }));
    const report = { lines: clips.length, kept: clips.length, skipped: [], unit: 'recording' };
    return { examples, report };
  },

  holdOut,

  describe({ model, labels, sampleRate, features }, settings) {
    const { stride } = model;
    return (
      `${settings.model.kind} classifier of recordings with ${count(model.countParameters())} parameters, ` +
      `${sampleRate} Hz, frames of ${features.frameMs} ms every ${features.hopMs} ms, ` +
      `${stride === 1 ? 'each a place' : `${stride} of them a place`} of attention, ` +
      `labels ${labels.labels.slice(0, 10).join(', ')}${labels.size > 10 ? ', ...' : ''}`
    );
  },

  async evaluate(classifier, { examples }, _, onProgress) {
    const other = examples.find(({ sampleRate }) => sampleRate !== classifier.sampleRate);
    if (other) console.error(`heed: resampled from ${other.sampleRate} to ${classifier.sampleRate} Hz`);
    for (const example of examples) requireSound(classifier, example.file, example);
    return measuredLabels(await speech.evaluate(classifier, examples, { onProgress }), 'recordings');
  },

  input: { name: 'WAV file', isText: false },
  async predict(classifier, files, { needAttention }) {
    const recordings: Recording[] = [];
    for (const file of files) recordings.push(await readFor(classifier, file));
    const frames = recordings.map((recording) => classifier.framesOf(recording));
    const labelled = await classifier.label(frames, { needAttention });
    return labelled.map((labelling, i) => shown(classifier, files[i], frames[i], labelling));
  },

  async draw(classifier, file) {
    return drawSpeech(classifier, file, classifier.framesOf(await readFor(classifier, file)));
  },

  nextSteps: (out, { data }) => [`predict ${out} recording.wav --show`, `evaluate ${out} --data ${data}`],
};

async function readFor(classifier: SpeechClassifier, file: string): Promise<Recording> {
  const { sampleRate } = classifier;
  const { samples, changes } = await readWav(openFile(file), { name: file, sampleRate });
  if (changes.length > 0) console.error(`heed: ${file}: ${changes.join(', ')}`);
  requireSound(classifier, file, { samples, sampleRate });
  return { samples, sampleRate };
}

function requireSound(classifier: SpeechClassifier, file: string, recording: Recording): void {
  const why = classifier.refuseRecording(recording);
  if (why !== null) throw new DataError(`${file}: ${why}`);
}

function shown(
  { features, labels, model }: SpeechClassifier,
  file: string,
  frames: SpeechFrames,
  labelling: Labelling,
): Shown {
  const { label, attention } = labelling;
  const best = likeliest(labelling, labels.labels);
  const hop = features.hopMs / 1000;
  return {
    text: `${file}\t${label} (${percent(best[0].probability)})`,
    json: {
      file,
      label,
      probabilities: best,
      ...(attention && {
        secondsPerWeight: model.stride * hop,
        attention: attention.map((row) => [...row]),
      }),
    },
    map:
      attention &&
      ((options) =>
        renderSound(
          { spectrogram: spectrogramOf(frames), weights: meanWeights(attention) },
          { ...options, hop },
        )),
  };
}

const filesIn = (files: readonly string[]): string =>
  files.length <= MOST_FILES
    ? files.join(', ')
    : `${files.slice(0, MOST_FILES).join(', ')} and ${count(files.length - MOST_FILES)} more`;
