import { describe, expect, it, vi } from 'vitest';
import { type Examples, RegressionTask } from '../../test/support/regressionTask.ts';
import { Adam, schedules } from '../optim/index.ts';
import { DataError } from '../tensor/index.ts';
import type { HistoryState } from './history.ts';
import {
  type CheckpointStore,
  MemoryCheckpointStore,
  Trainer,
  type TrainerOptions,
  type TrainingReport,
} from './index.ts';

type Overrides = Partial<TrainerOptions<Examples>>;

/** One life of a training: objects made anew, as in a new process. */
class Life {
  readonly task = new RegressionTask();
  readonly optimizer = new Adam(this.task.model.parameters(), { lr: 0.01 });
  readonly trainer: Trainer<Examples>;

  constructor(store: CheckpointStore, overrides: Overrides = {}) {
    this.trainer = new Trainer({
      task: this.task,
      optimizer: this.optimizer,
      schedule: schedules.inverseSquareRoot({ warmup: 6 }),
      clipNorm: 0.5,
      maxUpdates: 20,
      validateEvery: 5,
      checkpointEvery: 10,
      store,
      ...overrides,
    });
  }

  /** All that decides what comes next, times left out. */
  outcome({ reason, history, best, tokens }: TrainingReport) {
    const untimed = history.map(({ seconds, ...entry }) => entry);
    return {
      reason,
      tokens,
      history: untimed,
      best: best?.update,
      parameters: [...this.task.model.stateDict()].map(([name, tensor]) => [name, tensor.read()]),
      moments: [...this.optimizer.stateDict()].map(([name, tensor]) => [name, tensor.read()]),
      rngs: this.task.model.rngs().map(({ state }) => state),
      batches: this.task.batches.state,
    };
  }
}

async function straight() {
  const life = new Life(new MemoryCheckpointStore());
  return life.outcome(await life.trainer.run());
}

async function resumed(store: CheckpointStore) {
  const life = new Life(store);
  await life.trainer.resume();
  return life.outcome(await life.trainer.run());
}

describe('a resumed training is bit for bit the one that never stopped', () => {
  it('would notice: other dropout gives other parameters', async () => {
    const { parameters, history } = await straight();
    const life = new Life(new MemoryCheckpointStore());
    life.task.model.rngs()[0].bits();
    const other = life.outcome(await life.trainer.run());
    expect(other.parameters).not.toEqual(parameters);
    expect(other.history).not.toEqual(history);
  });

  it('after it reached its last update and got more', async () => {
    const store = new MemoryCheckpointStore();
    await new Life(store, { maxUpdates: 10 }).trainer.run();
    expect(await resumed(store)).toEqual(await straight());
  });

  it.each([1, 5, 7, 10, 19, 20])('after a signal at update %i', async (at) => {
    const store = new MemoryCheckpointStore();
    const controller = new AbortController();
    const { signal } = controller;
    const stop: Overrides['onProgress'] = (progress) => {
      if (progress.kind === 'update' && progress.update === at) controller.abort();
    };
    const { reason, updates } = await new Life(store, { signal, onProgress: stop }).trainer.run();
    expect([reason, updates]).toEqual(['aborted', at]);
    const whole = await straight();
    expect(await resumed(store)).toEqual(whole);
    const { history } = (await store.load('last')).state as { history: HistoryState };
    expect(history.entries).toHaveLength(whole.history.length);
  });

  it('after it was killed some time after a checkpoint', async () => {
    const store = new MemoryCheckpointStore();
    const kill: Overrides['onProgress'] = (progress) => {
      if (progress.kind === 'update' && progress.update === 14) throw new Error('killed');
    };
    await expect(new Life(store, { onProgress: kill }).trainer.run()).rejects.toThrow('killed');
    expect((await store.load('last')).state).toMatchObject({ update: 10 });
    expect(await resumed(store)).toEqual(await straight());
  });

  it('in the very objects that stopped, and saves nothing twice', async () => {
    const store = new MemoryCheckpointStore();
    const life = new Life(store);
    const stopped = life.outcome(await life.trainer.run());
    const save = vi.spyOn(store, 'save');
    await life.trainer.resume();
    expect(life.outcome(await life.trainer.run())).toEqual(stopped);
    expect(save).not.toHaveBeenCalled();
  });
});

describe('Trainer.resume refuses', () => {
  it('a store without a checkpoint', async () => {
    await expect(new Life(new MemoryCheckpointStore()).trainer.resume()).rejects.toThrow(
      "there is no checkpoint 'last'",
    );
  });

  it('a checkpoint of no training', async () => {
    const store = new MemoryCheckpointStore();
    await store.save('last', { tensors: new Map(), state: { update: 3 } });
    const resuming = new Life(store).trainer.resume();
    await expect(resuming).rejects.toThrow(DataError);
    await expect(resuming).rejects.toThrow('it lacks tokens, seconds, history, rngs, batches');
  });

  it('a checkpoint with a missing or misshapen tensor, and names it', async () => {
    const store = new MemoryCheckpointStore();
    await new Life(store).trainer.run();
    const { tensors, state } = await store.load('last');
    const damaged = new Map(tensors);
    damaged.delete('model.0.bias');
    damaged.set('model.3.weight', { shape: [7], data: new Float32Array(7) });
    await store.save('last', { tensors: damaged, state });
    const life = new Life(store);
    const before = life.task.model.parameters().map((parameter) => parameter.read());
    await expect(life.trainer.resume()).rejects.toThrow(
      /missing: 0\.bias[\s\S]*misshapen: 3\.weight must be float32 \[1, 7\]; got float32 \[7\]/,
    );
    expect(life.task.model.parameters().map((parameter) => parameter.read())).toEqual(before);
  });
});
