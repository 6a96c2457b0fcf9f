import type { Module } from '../nn/index.ts';
import type { Optimizer } from '../optim/index.ts';
import type { Monitor, TrainingTask } from '../training/index.ts';
import type { TrainingSettings } from './trainingSettings.ts';

/** What was learned and is ready for use: a model together with the vocabularies that it was trained with. */
export interface Predictor {
  readonly model: Module;
}

/** What a trained model is worth on data it has not seen. */
export interface Evaluation {
  /** By name, the one that matters most first: accuracy, bleu. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How many examples were looked at. */
  readonly examples: number;
}

export interface EvaluateTaskOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * A shape of problem, such as tagging or translation: how to get from examples to a model that can be trained, used, measured and
 * kept. It knows of no file and no terminal, so that a page can do all that the command line does.
 */
export interface Task<Example, Settings extends TrainingSettings, P extends Predictor> {
  /** What users call it: `heed train <name>`. */
  readonly name: string;
  readonly defaultSettings: Settings;
  /** What makes one model better than another on held-out examples. */
  readonly monitor: Monitor;
  /**
   * A predictor that knows nothing yet; its vocabularies are taken from the examples.
   *
   * @throws DataError if nothing can be learned from the examples, or a setting does not fit the model.
   */
  prepare(
    examples: readonly Example[],
    settings: Settings,
    onProgress?: (done: number, total: number) => void,
  ): P;
  /** What keeps an example from being used with a predictor, in words; null if nothing does. */
  refuse?(predictor: P, example: Example, settings: Settings): string | null;
  /** Learning as a trainer sees it. Without `validation` nothing is validated. */
  training(
    predictor: P,
    train: readonly Example[],
    validation: readonly Example[],
    settings: Settings,
  ): TrainingTask;
  /** Adam or AdamW by the settings, unless the task has its own. */
  optimizer?(predictor: P, settings: Settings): Optimizer;
  evaluate(predictor: P, examples: readonly Example[], options?: EvaluateTaskOptions): Promise<Evaluation>;
  /** What the JSON below is called where it is kept; `vocabulary` unless it has a name of its own. */
  readonly vocabularyName?: string;
  /** What makes a predictor besides settings and parameters, as plain JSON. */
  toJSON(predictor: P): unknown;
  /** A predictor with untrained parameters; @throws DataError if the JSON is not of one. */
  fromJSON(json: unknown, settings: Settings): P;
}
