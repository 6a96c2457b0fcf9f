import { addSkip, type ReadReport } from '../../data/index.ts';
import type { Predictor, TrainingSettings } from '../../tasks/index.ts';
import type { ModelDirectory } from '../../tasks/node/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { UpdateProfiler } from '../../training/index.ts';
import { reportSkipped } from '../ui/reportSkipped.ts';
import { WorkBar } from '../ui/workBar.ts';
import type { AnyTaskCommand, ReadExamples, Split, Values } from './taskCommand.ts';

/** Options that every task has; the others are its own. */
export interface TrainOptions extends Values {
  readonly out: string;
  readonly data?: string;
  readonly validData?: string;
  readonly valid: number;
  readonly resume?: boolean;
  readonly epochs?: number;
  readonly updates?: number;
  readonly minutes?: number;
  readonly profile?: UpdateProfiler;
}

/** Where the examples come from and how they are read; kept with the model, so that training can go on. */
export interface DataOptions extends Values {
  readonly data: string;
  readonly validData: string | null;
  readonly valid: number;
}

export interface Prepared {
  settings: TrainingSettings;
  data: DataOptions;
  predictor: Predictor;
  train: readonly unknown[];
  validation: readonly unknown[];
}

/** Reads the data, makes vocabularies and a model, and writes what does not change into the directory. */
export async function begin(
  of: AnyTaskCommand,
  directory: ModelDirectory,
  options: TrainOptions,
): Promise<Prepared> {
  const { data: path = '', valid, validData = null } = options;
  const named = of.dataOptions().map((option) => option.attributeName());
  const own = Object.fromEntries(named.map((name) => [name, options[name]]));
  const data: DataOptions = { data: path, ...own, valid, validData };
  const settings: TrainingSettings = of.settings(options, commonSettings(of.task.defaultSettings, options));
  const { read, held } = await readSplit(of, data, settings.seed);
  const bar = new WorkBar('learning the vocabulary', process.stderr);
  const predictor: Predictor = of.task.prepare(read.examples, settings, (done: number, total: number) =>
    bar.update(done, total),
  );
  bar.stop();
  const [train, validation] = [read, held].map((part) => withoutRefused(of, part, predictor, settings));
  for (const { report } of [train, validation]) reportSkipped(report);
  await directory.write(of.task, predictor, { settings, data });
  return { settings, data, predictor, train: train.examples, validation: validation.examples };
}

/** The same from a directory in which a training was begun; the budget alone may be changed. */
export async function reopen(
  of: AnyTaskCommand,
  directory: ModelDirectory,
  options: TrainOptions,
): Promise<Prepared> {
  const stored: TrainingSettings = await directory.readSettings(of.task);
  const { data } = (await directory.readConfig()).training as unknown as { data?: DataOptions };
  if (data === undefined) {
    throw new DataError(`${directory.path} does not say how it was trained, so training cannot go on`);
  }
  const settings = { ...stored, length: lengthOf(stored, options), seconds: secondsOf(stored, options) };
  const { read, held } = await readSplit(of, data, settings.seed);
  const predictor = await directory.readUntrained(of.task);
  const [train, validation] = [read, held].map((part) => withoutRefused(of, part, predictor, settings));
  return { settings, data, predictor, train: train.examples, validation: validation.examples };
}

/** The examples to train on and those held out. */
async function readSplit(
  of: AnyTaskCommand,
  data: DataOptions,
  seed: number,
): Promise<{ read: ReadExamples<unknown>; held: ReadExamples<unknown> }> {
  const read = requireExamples(data.data, 'train', await of.read(data.data, 'train', data));
  const held = await readHeld(of, data);
  if (held !== null) return { read, held };
  // A small file still has most of its examples to learn from.
  const size = Math.min(data.valid, Math.ceil(read.examples.length / 10));
  const { train, valid } = of.holdOut(read.examples, size, seed);
  const isTrain = new Set(train);
  const linesWhere = (wanted: boolean) =>
    read.lines?.filter((_, i) => isTrain.has(read.examples[i]) === wanted);
  // What was left out in reading is told once, with the examples to train on.
  const none = { ...read.report, kept: valid.length, skipped: [] };
  return {
    read: { ...read, examples: train, lines: linesWhere(true) },
    held: { examples: valid, lines: linesWhere(false), report: none },
  };
}

/** What the data have for validation themselves. Of a folder given for it that is its part for that; a file is all of it. */
async function readHeld(of: AnyTaskCommand, data: DataOptions): Promise<ReadExamples<unknown> | null> {
  const { validData: path } = data;
  if (path === null) return of.read(data.data, 'valid', data);
  return (
    (await of.read(path, 'valid', data)) ?? requireExamples(path, 'valid', await of.read(path, 'test', data))
  );
}

/** @throws DataError where a folder lacks the part that was asked for. */
export function requireExamples<Example>(
  path: string,
  split: Split,
  read: ReadExamples<Example> | null,
): ReadExamples<Example> {
  if (read === null) throw new DataError(`${path} has no examples for ${split}`);
  return read;
}

/** What was read but for the examples that the task has no use for; they are reported as bad lines are. */
function withoutRefused(
  of: AnyTaskCommand,
  read: ReadExamples<unknown>,
  predictor: Predictor,
  settings: TrainingSettings,
): ReadExamples<unknown> {
  const { examples, lines } = read;
  const report: ReadReport = structuredClone(read.report);
  const kept = examples.filter((example, i) => {
    const why: string | null = of.task.refuse?.(predictor, example, settings) ?? null;
    if (why === null) return true;
    addSkip(report.skipped, why, lines?.[i] ?? i + 1);
    report.kept--;
    return false;
  });
  return { examples: kept, report };
}

function commonSettings(defaults: TrainingSettings, options: TrainOptions): Partial<TrainingSettings> {
  const given = options as unknown as TrainingSettings & {
    lr: number;
    clip: number;
    average?: number;
  };
  return {
    length: lengthOf(defaults, options),
    seconds: secondsOf(defaults, options),
    learningRate: given.lr,
    warmup: given.warmup,
    schedule: given.schedule,
    weightDecay: given.weightDecay,
    clipNorm: given.clip,
    averageDecay: given.average ?? null,
    validateEvery: given.validateEvery ?? null,
    checkpointEvery: given.checkpointEvery ?? null,
    patience: given.patience ?? null,
    seed: given.seed,
  };
}

function lengthOf(
  { length }: TrainingSettings,
  { updates, epochs }: TrainOptions,
): TrainingSettings['length'] {
  if (updates !== undefined) return { updates };
  return epochs === undefined ? length : { epochs };
}

function secondsOf({ seconds }: TrainingSettings, { minutes }: TrainOptions): number | null {
  return minutes === undefined ? seconds : minutes * 60;
}
