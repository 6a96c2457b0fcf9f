import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Examples, RegressionTask } from '../../test/support/regressionTask.ts';
import { Adam, schedules } from '../optim/index.ts';
import { memoryInfo } from '../runtime/index.ts';
import { countTensors, DataError, ValueError } from '../tensor/index.ts';
import {
  MemoryCheckpointStore,
  Trainer,
  type TrainerOptions,
  type TrainingProgress,
  type Validation,
} from './index.ts';

/** Gives the scores one after another. */
class ScriptedTask extends RegressionTask {
  readonly #scores: Iterator<number>;

  constructor(scores: readonly number[]) {
    super();
    this.#scores = scores.values();
  }

  override async validate(): Promise<Validation> {
    return { loss: 1, metrics: { bleu: this.#scores.next().value } };
  }
}

function setUp(overrides: Partial<TrainerOptions<Examples>> = {}) {
  const task = new RegressionTask();
  const store = new MemoryCheckpointStore();
  const told: TrainingProgress[] = [];
  const options: TrainerOptions<Examples> = {
    task,
    optimizer: new Adam((overrides.task ?? task).model.parameters(), { lr: 0.01 }),
    maxUpdates: 20,
    validateEvery: 5,
    checkpointEvery: 10,
    store,
    onProgress: (progress) => told.push(progress),
    ...overrides,
  };
  return { task, store, told, optimizer: options.optimizer, trainer: new Trainer(options) };
}

const told = <K extends TrainingProgress['kind']>(all: readonly TrainingProgress[], kind: K) =>
  all.filter((progress): progress is Extract<TrainingProgress, { kind: K }> => progress.kind === kind);

const byBleu = { metric: 'bleu', mode: 'max' } as const;

afterEach(() => vi.restoreAllMocks());

// Before all others: what they leave to the garbage collector would be counted, too.
describe('memory', () => {
  it('is after 200 updates what it was after 20', async () => {
    const sizes: unknown[] = [];
    const { trainer } = setUp({
      maxUpdates: 200,
      onProgress: (progress) => {
        if (progress.kind !== 'update' || (progress.update !== 20 && progress.update !== 200)) return;
        const { liveBytes, liveBlocks } = memoryInfo();
        sizes.push({ tensors: countTensors(), liveBytes, liveBlocks });
      },
    });
    const before = countTensors();
    await trainer.run();
    expect(sizes[0]).toEqual(sizes[1]);
    expect(countTensors()).toBe(before);
  });
});

describe('Trainer', () => {
  it('learns', async () => {
    const { trainer, task } = setUp({ maxUpdates: 400, validateEvery: 100 });
    const { history, reason, updates, tokens, tokensPerSecond } = await trainer.run();
    expect([reason, updates]).toEqual(['maxUpdates', 400]);
    expect(history.map(({ update }) => update)).toEqual([100, 200, 300, 400]);
    expect(history[3].validLoss).toBeLessThan(history[0].validLoss! / 2);
    expect(history[3].trainLoss).toBeLessThan(history[0].trainLoss / 2);
    expect(history[3].metrics).toEqual({ fit: -history[3].validLoss! });
    expect(tokens).toBeGreaterThan(400 * 5);
    expect(tokensPerSecond).toBeGreaterThan(0);
    expect(task.model.modules().some(({ training }) => training)).toBe(false);
  });

  it('tells of every update, with the rate of lr min(step / warmup, sqrt(warmup / step))', async () => {
    const warmup = 4;
    const { trainer, told: all, optimizer } = setUp({ schedule: schedules.inverseSquareRoot({ warmup }) });
    await trainer.run();
    const updates = told(all, 'update');
    expect(updates.map(({ update }) => update)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    for (const { update, learningRate, done, loss, tokensPerSecond, secondsLeft } of updates) {
      expect(learningRate).toBeCloseTo(0.01 * Math.min(update / warmup, Math.sqrt(warmup / update)), 12);
      expect(done).toBe(update / 20);
      expect(Math.min(loss, tokensPerSecond)).toBeGreaterThan(0);
      expect(secondsLeft > 0).toBe(update < 20);
    }
    expect(optimizer.lr).toBe(0.01);
  });

  it('tells the schedule how much of the training is done', async () => {
    const { trainer, told: all } = setUp({ schedule: schedules.linearDecay({}) });
    await trainer.run();
    const rates = told(all, 'update').map(({ learningRate }) => learningRate);
    rates.forEach((rate, i) => {
      expect(rate).toBeCloseTo(0.01 * (1 - i / 20), 12);
    });
  });

  it("saves 'last' now and then and at the end, 'best' when it is", async () => {
    const task = new ScriptedTask([1, 3, 2, 5]);
    const { trainer, told: all, store } = setUp({ task: task, monitor: byBleu, maxUpdates: 18 });
    const { best } = await trainer.run();
    expect(best).toMatchObject({ update: 18, metrics: { bleu: 5 } });
    expect(told(all, 'checkpoint').map(({ name, update }) => [name, update])).toEqual([
      ['best', 5],
      ['best', 10],
      ['last', 10],
      ['best', 18],
      ['last', 18],
    ]);
    expect(told(all, 'validation').map(({ entry, improved }) => [entry.update, improved])).toEqual([
      [5, true],
      [10, true],
      [15, false],
      [18, true],
    ]);
    expect((await store.load('best')).state).toMatchObject({ update: 18 });
  });

  it('stops when patience is used up, also when resumed, and keeps the best', async () => {
    const task = new ScriptedTask([1, 3, 2, 3]);
    const { trainer, store } = setUp({ task: task, monitor: byBleu, patience: 2, maxUpdates: 99 });
    const { reason, updates, best } = await trainer.run();
    expect([reason, updates, best?.update]).toEqual(['patience', 20, 10]);
    expect((await store.load('best')).state).toMatchObject({ update: 10 });
    const again = setUp({ store, monitor: byBleu, patience: 2, maxUpdates: 99 });
    await again.trainer.resume();
    expect(await again.trainer.run()).toMatchObject({ reason: 'patience', updates: 20 });
  });

  it('draws a learning curve without validation too, and no best', async () => {
    const { model, batches, loss } = new RegressionTask();
    const task = { model, batches, loss };
    const { trainer, store } = setUp({ task, patience: 1 });
    const { history, best, reason } = await trainer.run();
    expect(history.map(({ update, validLoss }) => [update, validLoss])).toEqual(
      [5, 10, 15, 20].map((update) => [update, null]),
    );
    expect([best, reason, await store.has('best')]).toEqual([null, 'maxUpdates', false]);
  });

  it('validates in evaluation mode and trains in training mode', async () => {
    const modes: string[] = [];
    class Watching extends RegressionTask {
      override loss(...args: Parameters<RegressionTask['loss']>) {
        modes.push(this.model.training ? 'training' : 'evaluation');
        return super.loss(...args);
      }
    }
    await setUp({ task: new Watching(), maxUpdates: 2, validateEvery: 1 }).trainer.run();
    expect(modes).toEqual(['training', 'evaluation', 'training', 'evaluation']);
  });

  it('stops when its seconds are used up, those of earlier runs included', async () => {
    let clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const tick = () => {
      clock += 1000;
      return 1;
    };
    const { trainer, store } = setUp({ maxUpdates: 6, schedule: tick });
    expect(await trainer.run()).toMatchObject({ reason: 'maxUpdates', updates: 6, seconds: 6 });
    clock += 1e6;
    const { trainer: second, told: all } = setUp({ store, maxSeconds: 10, maxUpdates: 99, schedule: tick });
    await second.resume();
    const report = await second.run();
    expect(report).toMatchObject({ reason: 'maxSeconds', updates: 10, seconds: 10 });
    expect(told(all, 'update').map(({ secondsLeft }) => secondsLeft)).toEqual([3, 2, 1, 0]);
  });
});

describe('a signal', () => {
  it('gets through to a busy training, as do timers', async () => {
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 3) controller.abort();
    }, 1);
    const { trainer, store } = setUp({
      signal: controller.signal,
      maxUpdates: 1e9,
      validateEvery: 1e9,
      checkpointEvery: 1e9,
    });
    const { reason, updates } = await trainer.run();
    clearInterval(timer);
    expect([reason, ticks]).toEqual(['aborted', 3]);
    expect((await store.load('last')).state).toMatchObject({ update: updates });
  });

  it('cuts a validation short, which is then made up for', async () => {
    const controller = new AbortController();
    class Slow extends RegressionTask {
      override async validate(signal?: AbortSignal): Promise<Validation> {
        controller.abort();
        signal?.throwIfAborted();
        return super.validate();
      }
    }
    const { trainer, store } = setUp({ task: new Slow(), signal: controller.signal });
    const { reason, history } = await trainer.run();
    expect([reason, history]).toEqual(['aborted', []]);
    const { trainer: second } = setUp({ store });
    await second.resume();
    expect((await second.run()).history.map(({ update }) => update)).toEqual([5, 10, 15, 20]);
  });
});

describe('errors', () => {
  it('say which option makes no sense', () => {
    expect(() => setUp({ validateEvery: 0 })).toThrow(ValueError);
    expect(() => setUp({ maxUpdates: Number.NaN })).toThrow('maxUpdates must be above 0; got NaN');
  });

  it('take options given as undefined for left out', async () => {
    const { trainer } = setUp({ maxSeconds: undefined, patience: undefined, monitor: undefined });
    expect((await trainer.run()).reason).toBe('maxUpdates');
  });

  it('of the store come through, and the checkpoint before stays', async () => {
    const { trainer, store } = setUp();
    const save = store.save.bind(store);
    vi.spyOn(store, 'save').mockImplementation(async (name, checkpoint) => {
      const { update } = checkpoint.state as { update: number };
      if (update > 10) throw new DataError('the disk is full');
      return save(name, checkpoint);
    });
    await expect(trainer.run()).rejects.toThrow('the disk is full');
    expect((await store.load('last')).state).toMatchObject({ update: 10 });
  });

  it('say so when a batch has no targets', async () => {
    class Empty extends RegressionTask {
      override loss(...args: Parameters<RegressionTask['loss']>) {
        return { ...super.loss(...args), count: 0 };
      }
    }
    await expect(setUp({ task: new Empty() }).trainer.run()).rejects.toThrow('count must be above 0');
  });
});
