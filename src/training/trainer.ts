import type { CheckpointName } from './checkpointStore.ts';
import { DivergenceError, requireFinite } from './divergence.ts';
import { EventLoopTurns } from './eventLoopTurns.ts';
import { TrainingHistory } from './history.ts';
import { type Milestone, Speedometer } from './speedometer.ts';
import { Stopwatch } from './stopwatch.ts';
import { type TrainerOptions, type TrainerSettings, withDefaults } from './trainerOptions.ts';
import { restoreCheckpoint, takeCheckpoint } from './trainingCheckpoint.ts';
import type { StopReason, TrainingReport } from './trainingReport.ts';
import type { Validation } from './trainingTask.ts';
import { trainStep } from './trainStep.ts';

/**
 * Trains a task: updates, validation now and then, checkpoints 'last' and 'best', until the budget is used up, or
 * patience is, or a signal comes. A run that was stopped, or killed, goes on from 'last' by `resume()`: new objects, made
 * in the same way, come to the same bits as if it had never stopped, unless the schedule looks at the time spent.
 *
 * ```ts
 * const optimizer = new Adam(task.model.parameters(), { lr: 1e-3 });
 * const trainer = new Trainer({ task, optimizer, maxUpdates: 4000, store });
 * if (await store.has('last')) await trainer.resume();
 * const { history, best } = await trainer.run();
 * ```
 */
export class Trainer<Batch> {
  readonly #settings: TrainerSettings<Batch>;
  readonly #baseLearningRate: number;
  readonly #history: TrainingHistory;
  readonly #stopwatch = new Stopwatch();
  #speedometer: Speedometer;
  #update = 0;
  #tokens = 0;
  /** Whether there is more than the checkpoint 'last' knows of. */
  #unsaved = true;

  /** @throws ValueError if a number among the options is not above 0. */
  constructor(options: TrainerOptions<Batch>) {
    this.#settings = withDefaults(options);
    this.#baseLearningRate = options.optimizer.lr;
    this.#history = new TrainingHistory(this.#settings.monitor);
    this.#speedometer = new Speedometer(this.#milestone, this.#settings);
  }

  /**
   * Takes up the training where the checkpoint 'last' was written.
   *
   * @throws DataError if there is none, or it does not fit the model, the optimizer or the data.
   */
  async resume(): Promise<void> {
    const { task, optimizer, average, store } = this.#settings;
    const checkpoint = await store.load('last');
    const { update, tokens, seconds, history } = restoreCheckpoint(task, { optimizer, average }, checkpoint);
    this.#update = update;
    this.#tokens = tokens;
    this.#stopwatch.restore(seconds);
    this.#history.restore(history);
    this.#unsaved = false;
  }

  /**
   * Trains, validates and saves 'last' at the end, and leaves the model in evaluation mode, with its last parameters. On
   * a signal it only saves.
   *
   * @throws DivergenceError if a loss, a gradient or a parameter is not finite; the checkpoints stay as they were.
   * @throws DataError if the store cannot keep a checkpoint; it then has the one before.
   */
  async run(): Promise<TrainingReport> {
    const { task, optimizer } = this.#settings;
    task.model.train();
    this.#speedometer = new Speedometer(this.#milestone, this.#settings);
    this.#stopwatch.start();
    try {
      const reason = await this.#train();
      await this.#validate();
      await this.#saveLast();
      return this.#report(reason);
    } finally {
      this.#stopwatch.stop();
      optimizer.lr = this.#baseLearningRate;
      task.model.eval();
    }
  }

  /** What an update makes due is done before the next one, so that a run stopped in between makes up for it later. */
  async #train(): Promise<StopReason> {
    const { validateEvery, checkpointEvery } = this.#settings;
    const turns = new EventLoopTurns();
    for (;;) {
      if (this.#isDue(validateEvery)) await this.#validate();
      const reason = this.#reasonToStop();
      if (reason !== null) return reason;
      if (this.#isDue(checkpointEvery)) await this.#saveLast();
      this.#step();
      await turns.giveIfDue();
    }
  }

  #isDue(every: number): boolean {
    return this.#update > 0 && this.#update % every === 0;
  }

  #reasonToStop(): StopReason | null {
    const { task, signal, patience, maxUpdates, maxSeconds } = this.#settings;
    if (signal?.aborted) return 'aborted';
    if (task.validate !== undefined && this.#history.entriesSinceBest >= patience) return 'patience';
    if (this.#update >= maxUpdates) return 'maxUpdates';
    return this.#stopwatch.seconds >= maxSeconds ? 'maxSeconds' : null;
  }

  #step(): void {
    const { task, optimizer, average, schedule, clipNorm, profiler } = this.#settings;
    const update = this.#update + 1;
    const began = performance.now();
    optimizer.lr = this.#baseLearningRate * schedule(update, this.#speedometer.done(this.#milestone));
    const step = () => trainStep(task, optimizer, { update, clipNorm });
    const { loss, count } = profiler === undefined ? step() : profiler.measure(step);
    average?.update(update);
    this.#speedometer.record(count, (performance.now() - began) / 1000);
    this.#history.record(update, loss, count);
    this.#update = update;
    this.#tokens += count;
    this.#unsaved = true;
    this.#tellUpdate();
  }

  #tellUpdate(): void {
    const { optimizer, maxUpdates, onProgress } = this.#settings;
    const here = this.#milestone;
    onProgress({
      kind: 'update',
      ...here,
      maxUpdates,
      done: this.#speedometer.done(here),
      loss: this.#history.smoothedLoss,
      learningRate: optimizer.lr,
      tokensPerSecond: this.#speedometer.recent,
      secondsLeft: this.#speedometer.secondsLeft(here),
    });
  }

  /** Adds a point to the learning curve, unless there is one, or the signal came; saves 'best' if it is. */
  async #validate(): Promise<void> {
    const { signal, onProgress } = this.#settings;
    if (this.#update === 0 || this.#history.entries.at(-1)?.update === this.#update) return;
    if (signal?.aborted) return;
    let validation: Validation | null;
    try {
      validation = await this.#validateTask();
    } catch (error) {
      if (signal?.aborted && error === signal.reason) return;
      throw error;
    }
    const entry = this.#history.addEntry(this.#update, this.#stopwatch.seconds, validation);
    this.#unsaved = true;
    const improved = this.#history.best === entry;
    onProgress({ kind: 'validation', entry, improved });
    if (improved) await this.#save('best');
  }

  async #validateTask(): Promise<Validation | null> {
    const { task, average, signal } = this.#settings;
    if (task.validate === undefined) return null;
    requireFinite(task.model, this.#update);
    task.model.eval();
    try {
      const validate = () => task.validate!(signal);
      const validation = await (average === undefined ? validate() : average.during(validate));
      if (Number.isFinite(validation.loss)) return validation;
      const finding = `the validation loss is ${validation.loss}`;
      throw new DivergenceError({ update: this.#update, finding, culprit: null });
    } finally {
      task.model.train();
    }
  }

  async #saveLast(): Promise<void> {
    if (!this.#unsaved) return;
    await this.#save('last');
    this.#unsaved = false;
  }

  async #save(name: CheckpointName): Promise<void> {
    const { task, optimizer, average, store, onProgress } = this.#settings;
    requireFinite(task.model, this.#update);
    const position = { ...this.#milestone, tokens: this.#tokens, history: this.#history.state };
    await store.save(name, takeCheckpoint(task, { optimizer, average }, position));
    onProgress({ kind: 'checkpoint', name, update: this.#update });
  }

  get #milestone(): Milestone {
    return { update: this.#update, seconds: this.#stopwatch.seconds };
  }

  #report(reason: StopReason): TrainingReport {
    const { entries: history, best } = this.#history;
    return {
      reason,
      updates: this.#update,
      tokens: this.#tokens,
      seconds: this.#stopwatch.seconds,
      tokensPerSecond: this.#speedometer.average,
      history,
      best,
    };
  }
}
