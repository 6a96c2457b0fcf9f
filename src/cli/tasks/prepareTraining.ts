import { addSkip, type ReadReport } from '../../data/index.ts';
import type { Predictor, TrainingSettings } from '../../tasks/index.ts';
import type { ModelDirectory } from '../../tasks/node/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { UpdateProfiler } from '../../training/index.ts';
import { reportSkipped } from '../ui/reportSkipped.ts';
import { WorkBar } from '../ui/workBar.ts';
import type { AnyTaskCommand, ReadExamples, Values } from './taskCommand.ts';

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
  const { read, validation } = await readSplit(of, data, settings.seed);
  const bar = new WorkBar('learning the vocabulary', process.stderr);
  const predictor: Predictor = of.task.prepare(read.examples, settings, (done: number, total: number) =>
    bar.update(done, total),
  );
  bar.stop();
  const usable = withoutRefused(of, read, predictor, settings);
  reportSkipped(usable.report);
  await directory.write(of.task, predictor, { settings, data });
  return { settings, data, predictor, train: usable.examples, validation };
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
  const { read, validation } = await readSplit(of, data, settings.seed);
  const predictor = await directory.readUntrained(of.task);
  const { examples } = withoutRefused(of, read, predictor, settings);
  return { settings, data, predictor, train: examples, validation };
}

/** The examples to train on and those held out. */
async function readSplit(
  of: AnyTaskCommand,
  data: DataOptions,
  seed: number,
): Promise<{ read: ReadExamples<unknown>; validation: readonly unknown[] }> {
  const read = requireExamples(data.data, await of.read(data.data, 'train', data));
  const held =
    data.validData === null
      ? await of.read(data.data, 'valid', data)
      : requireExamples(data.validData, await of.read(data.validData, 'test', data));
  if (held !== null) {
    reportSkipped(held.report);
    return { read, validation: held.examples };
  }
  // A small file still has most of its examples to learn from.
  const size = Math.min(data.valid, Math.ceil(read.examples.length / 10));
  const { train, valid } = of.holdOut(read.examples, size, seed);
  const kept = new Set(train);
  const lines = read.lines?.filter((_, i) => kept.has(read.examples[i]));
  return { read: { ...read, examples: train, lines }, validation: valid };
}

/** @throws DataError where a folder lacks the part that was asked for. */
export function requireExamples<Example>(
  path: string,
  read: ReadExamples<Example> | null,
): ReadExamples<Example> {
  if (read === null) throw new DataError(`${path} has no examples for this`);
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
