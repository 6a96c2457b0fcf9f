import type { TokenTask } from '../../data/index.ts';
import { AdamW, schedules } from '../../optim/index.ts';
import { type CheckpointStore, Trainer, type TrainingProgress } from '../../training/index.ts';
import { evaluateLabels } from '../labelling/index.ts';
import type { ComparisonCell, MechanismMeasure } from './cell.ts';
import { type Entrant, entrant, labelled } from './entrant.ts';
import type { ComparedMechanism } from './mechanisms.ts';
import type { ComparisonSettings } from './settings.ts';

export interface CellOptions {
  readonly task: TokenTask;
  readonly mechanism: ComparedMechanism;
  readonly settings: ComparisonSettings;
  readonly seed: number;
  /** Training goes on from its checkpoint 'last', if it has one. */
  readonly store: CheckpointStore;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onTest?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** One training and its test; null if the signal ended it. */
export async function trainCell(
  options: CellOptions,
): Promise<Omit<ComparisonCell, keyof MechanismMeasure | 'mechanism'> | null> {
  const { task, mechanism, settings, seed, onTest, signal } = options;
  const entered = entrant(task, mechanism, settings, seed);
  try {
    const report = await train(entered, options);
    if (report.reason === 'aborted') return null;
    const test = task.test.map(labelled);
    const { metrics } = await evaluateLabels(entered.predictor, test, { onProgress: onTest, signal });
    return {
      seed,
      accuracy: metrics.accuracy,
      tested: test.length,
      trainLoss: report.history.at(-1)!.trainLoss,
      updates: report.updates,
      seconds: report.seconds,
      examplesPerSecond: report.tokens / report.seconds,
    };
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return null;
    throw error;
  } finally {
    entered.predictor.model.dispose();
  }
}

async function train({ predictor, training }: Entrant, { settings, store, onProgress, signal }: CellOptions) {
  const { updates, learningRate: lr, weightDecay, warmup, clipNorm } = settings;
  const optimizer = new AdamW(predictor.model.parameters(), { lr, weightDecay });
  const trainer = new Trainer({
    task: training,
    optimizer,
    schedule: schedules.linearDecay({ warmup: Math.min(warmup, updates) }),
    clipNorm,
    maxUpdates: updates,
    validateEvery: Math.ceil(updates / 10),
    checkpointEvery: Math.ceil(updates / 10),
    store,
    onProgress,
    signal,
  });
  try {
    if (await store.has('last')) await trainer.resume();
    return await trainer.run();
  } finally {
    optimizer.dispose();
  }
}
