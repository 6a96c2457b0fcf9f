import { Adam, AdamW, type Optimizer } from '../optim/index.ts';
import {
  type CheckpointStore,
  Trainer,
  type TrainingProgress,
  type TrainingReport,
  type TrainingTask,
  type UpdateProfiler,
  WeightAverage,
} from '../training/index.ts';
import type { Predictor, Task } from './task.ts';
import { scheduleFor, type TrainingSettings } from './trainingSettings.ts';

export interface TrainTaskOptions<Example, Settings extends TrainingSettings, P extends Predictor> {
  /** Whose model is trained. */
  readonly predictor: P;
  readonly train: readonly Example[];
  /** Held out, to choose the best model. */
  readonly validation: readonly Example[];
  readonly settings: Settings;
  readonly store: CheckpointStore;
  /** Go on from the store's last checkpoint. */
  readonly resume?: boolean;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly signal?: AbortSignal;
  /** Finds out where the time of some updates goes. */
  readonly profiler?: UpdateProfiler;
}

/**
 * Trains a task's model on examples.
 *
 * @throws DataError if there are no examples, or the checkpoint to resume does not fit; what `Trainer.run` throws.
 */
export async function trainTask<Example, Settings extends TrainingSettings, P extends Predictor>(
  task: Task<Example, Settings, P>,
  options: TrainTaskOptions<Example, Settings, P>,
): Promise<TrainingReport> {
  const { predictor, train, validation, settings, store, resume, ...observers } = options;
  const training: TrainingTask = task.training(predictor, train, validation, settings);
  const optimizer = task.optimizer?.(predictor, settings) ?? optimizerFor(predictor, settings);
  const { averageDecay: decay } = settings;
  const average = decay ? new WeightAverage(predictor.model, { decay }) : undefined;
  const epoch = training.batches.epochLength ?? 1;
  const { length } = settings;
  const trainer = new Trainer({
    task: training,
    optimizer,
    average,
    // On little data the peak is not far away, either.
    schedule: scheduleFor({ ...settings, warmup: Math.min(settings.warmup, Math.max(epoch, LEAST_WARMUP)) }),
    clipNorm: settings.clipNorm,
    maxUpdates: 'updates' in length ? length.updates : Math.max(1, Math.round(length.epochs * epoch)),
    maxSeconds: settings.seconds ?? undefined,
    validateEvery: settings.validateEvery ?? epoch,
    checkpointEvery: settings.checkpointEvery ?? epoch,
    patience: settings.patience ?? undefined,
    monitor: task.monitor,
    store,
    ...observers,
  });
  try {
    if (resume) await trainer.resume();
    return await trainer.run();
  } finally {
    optimizer.dispose();
    average?.dispose();
  }
}

/** A warm-up that is no longer than this is as asked for, however few updates an epoch has. */
const LEAST_WARMUP = 20;

function optimizerFor({ model }: Predictor, { learningRate: lr, weightDecay }: TrainingSettings): Optimizer {
  const parameters = model.parameters();
  return weightDecay > 0 ? new AdamW(parameters, { lr, weightDecay }) : new Adam(parameters, { lr });
}
