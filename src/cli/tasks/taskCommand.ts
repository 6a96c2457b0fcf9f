import type { Option } from 'commander';
import type { ReadReport } from '../../data/index.ts';
import type { Predictor, Task, TrainingSettings } from '../../tasks/index.ts';
import type { AttentionExample, Picture, TerminalColor } from '../../viz/index.ts';

/** Which part of the data is read: to learn from, to choose the best model by, or to measure it on. */
export type Split = 'train' | 'valid' | 'test';

/** Options as commander hands them over. */
export type Values = Readonly<Record<string, unknown>>;

export interface ReadExamples<Example> {
  readonly examples: readonly Example[];
  /** The line that each example comes from, where it comes from one. */
  readonly lines?: readonly number[];
  readonly report: ReadReport;
}

/** What a model is worth, for people and for programs. */
export interface Measured {
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** An input together with what the model makes of it. */
export interface Shown {
  /** The line on standard output. */
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** What it looked at, for the terminal; null where there is nothing to see. */
  readonly map: ((options: { color: TerminalColor; width: number }) => string) | null;
}

/** What a model made of one input, to be looked at. */
export interface Drawing {
  readonly title: string;
  readonly summary: string;
  /** Words with the attention between them, layer by layer. */
  readonly examples: readonly AttentionExample[];
  /** What is not between words: over an image, a sound, a graph, a text. */
  readonly pictures: readonly Picture[];
}

/** A task at the command line: how its data are read and its answers are shown. */
export interface TaskCommand<
  Example,
  Settings extends TrainingSettings = TrainingSettings,
  P extends Predictor = Predictor,
> {
  readonly task: Task<Example, Settings, P>;
  readonly summary: string;
  readonly description: string;
  /** What `--data` takes. */
  readonly dataFormat: string;
  /** Lines of examples for the help. */
  readonly examples: readonly string[];
  /** What one example is called, in the plural. */
  readonly noun: string;
  /** How the data are to be read; their values are kept with the model. */
  dataOptions(): Option[];
  /** Settings that other tasks do not have. */
  settingOptions(): Option[];
  /** The settings, of which `common` are those that all tasks have, as the user gave them. */
  settings(options: Values, common: Partial<TrainingSettings>): Settings;
  /** What --set takes, with defaults, for the help. */
  readonly modelOptions: string;
  /** Reads a file; or the split's part of a folder, null where it has none. */
  read(path: string, split: Split, options: Values): Promise<ReadExamples<Example> | null>;
  /** Sets `count` examples apart, for validation, where the data have no part of their own for it. */
  holdOut(
    examples: readonly Example[],
    count: number,
    seed: number,
  ): { train: readonly Example[]; valid: readonly Example[] };
  /** What a person should know of an untrained predictor: kind, sizes, vocabulary. */
  describe(predictor: P, settings: Settings): string;
  /** At most `count` of the examples for `heed evaluate`; spread evenly over all of them unless the task knows better. */
  limit?(examples: readonly Example[], count: number): readonly Example[];
  /** What `heed evaluate` takes besides the options that data have. */
  evaluateOptions?(): Option[];
  evaluate(
    predictor: P,
    read: ReadExamples<Example>,
    options: Values,
    onProgress: (done: number, total: number) => void,
  ): Promise<Measured>;
  /**
   * What `heed predict` takes as its arguments; text also comes as lines of standard input. `data` are the options that the
   * model's data were read with, for tasks whose inputs are parts of larger data, such as nodes of a graph.
   */
  readonly input: { readonly name: string; readonly isText: boolean };
  predict(
    predictor: P,
    inputs: readonly string[],
    options: { readonly needAttention: boolean; readonly data: Values },
  ): Promise<readonly Shown[]>;
  /** Everything that the model looked at in making its prediction, for `heed show`. */
  draw(predictor: P, input: string, data: Values): Promise<Drawing>;
  /** What to try with the model in a directory; texts come in quotes where a command line needs them. */
  nextSteps(out: string, data: Values): readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: a command line knows tasks by name only, whatever their examples are
export type AnyTaskCommand = TaskCommand<any, any, any>;
