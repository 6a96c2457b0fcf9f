import type { Optimizer, Schedule } from '../optim/index.ts';
import { ValueError } from '../tensor/index.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import type { Monitor } from './history.ts';
import type { TrainingProgress } from './progress.ts';
import type { TrainingTask } from './trainingTask.ts';
import type { UpdateProfiler } from './updateProfiler.ts';
import type { WeightAverage } from './weightAverage.ts';

export interface TrainerOptions<Batch> {
  readonly task: TrainingTask<Batch>;
  /** Its `lr` when the trainer is made is the base learning rate. */
  readonly optimizer: Optimizer;
  /** What the base learning rate is multiplied with at each update; 1 by default. */
  readonly schedule?: Schedule;
  /** The most that the norm of all gradients together may be; no limit by default. */
  readonly clipNorm?: number;
  /** Updates in all, those of earlier runs included. */
  readonly maxUpdates: number;
  /** Seconds in all; the validation and the checkpoint at the end come on top. No limit by default. */
  readonly maxSeconds?: number;
  /** Updates between validations, or, without any, between points of the learning curve. */
  readonly validateEvery?: number;
  /** Updates between checkpoints. */
  readonly checkpointEvery?: number;
  /** Validations without a better score after which training stops; no limit by default. */
  readonly patience?: number;
  /** What makes a checkpoint the best; the validation loss by default. */
  readonly monitor?: Monitor;
  readonly store: CheckpointStore;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Ends training after the update at hand. */
  readonly signal?: AbortSignal;
  /** Follows the parameters; validations, and whoever loads the checkpoints, get its averages. Whoever made it disposes it. */
  readonly average?: WeightAverage;
  /** Finds out where the time of some updates goes. */
  readonly profiler?: UpdateProfiler;
}

export type TrainerSettings<Batch> = Required<
  Omit<TrainerOptions<Batch>, 'signal' | 'profiler' | 'average'>
> &
  Pick<TrainerOptions<Batch>, 'signal' | 'profiler' | 'average'>;

/** @throws ValueError if a number is not above 0. */
export function withDefaults<Batch>({
  schedule = () => 1,
  clipNorm = Number.POSITIVE_INFINITY,
  maxSeconds = Number.POSITIVE_INFINITY,
  validateEvery = 1000,
  checkpointEvery = 500,
  patience = Number.POSITIVE_INFINITY,
  monitor = { metric: 'loss', mode: 'min' },
  onProgress = () => {},
  ...required
}: TrainerOptions<Batch>): TrainerSettings<Batch> {
  const { maxUpdates } = required;
  const limits = { clipNorm, maxUpdates, maxSeconds, validateEvery, checkpointEvery, patience };
  for (const [name, value] of Object.entries(limits)) {
    if (!(value > 0)) throw new ValueError(`Trainer: ${name} must be above 0; got ${value}`);
  }
  return { ...required, ...limits, schedule, monitor, onProgress };
}
