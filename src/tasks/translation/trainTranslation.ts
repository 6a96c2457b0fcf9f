import { encodePair, type SentencePair } from '../../data/index.ts';
import { Adam, type Schedule, schedules } from '../../optim/index.ts';
import {
  type CheckpointStore,
  Trainer,
  type TrainingProgress,
  type TrainingReport,
  type UpdateProfiler,
} from '../../training/index.ts';
import type { TranslationSettings } from './settings.ts';
import { TranslationTraining } from './translationTraining.ts';
import type { Translator } from './translator.ts';

export interface TrainTranslationOptions {
  /** Whose model is trained. */
  readonly translator: Translator;
  readonly train: readonly SentencePair[];
  /** Held out, to choose the best model by its BLEU. */
  readonly validation: readonly SentencePair[];
  readonly settings: TranslationSettings;
  readonly store: CheckpointStore;
  /** Go on from the store's last checkpoint. */
  readonly resume?: boolean;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly signal?: AbortSignal;
  /** Finds out where the time of some updates goes. */
  readonly profiler?: UpdateProfiler;
}

/**
 * Trains a translator on pairs, with Adam and clipped gradients.
 *
 * @throws DataError if there are no pairs, or the checkpoint to resume does not fit; what `Trainer.run` throws.
 */
export async function trainTranslation(options: TrainTranslationOptions): Promise<TrainingReport> {
  const { translator, settings, store, onProgress, signal, profiler } = options;
  const pairs = options.train.map((pair) => encodePair(pair, translator.tokenizer));
  const task = new TranslationTraining(translator, pairs, options.validation, settings);
  const optimizer = new Adam(task.model.parameters(), {
    lr: settings.learningRate,
    betas: [0.9, 0.98],
    eps: 1e-9,
  });
  const trainer = new Trainer({
    task,
    optimizer,
    schedule: scheduleOf(settings),
    clipNorm: settings.clipNorm,
    maxUpdates: settings.updates,
    maxSeconds: settings.seconds ?? undefined,
    validateEvery: settings.validateEvery,
    checkpointEvery: settings.checkpointEvery,
    patience: settings.patience ?? undefined,
    monitor: { metric: 'bleu', mode: 'max' },
    store,
    onProgress,
    signal,
    profiler,
  });
  try {
    if (options.resume) await trainer.resume();
    return await trainer.run();
  } finally {
    optimizer.dispose();
  }
}

function scheduleOf({ schedule, warmup }: TranslationSettings): Schedule {
  return schedule === 'linear' ? schedules.linearDecay({ warmup }) : schedules.inverseSquareRoot({ warmup });
}
