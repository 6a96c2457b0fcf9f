import { describe, expect, it } from 'vitest';
import { RegressionTask } from '../../test/support/regressionTask.ts';
import { Adam } from '../optim/index.ts';
import { kernels } from '../runtime/index.ts';
import { ValueError } from '../tensor/index.ts';
import { MemoryCheckpointStore, Trainer, UpdateProfiler } from './index.ts';

async function train(maxUpdates: number, profiler?: UpdateProfiler): Promise<number> {
  const task = new RegressionTask();
  const optimizer = new Adam(task.model.parameters(), { lr: 0.01 });
  const store = new MemoryCheckpointStore();
  const { history } = await new Trainer({ task, optimizer, maxUpdates, store, profiler }).run();
  return history.at(-1)!.trainLoss;
}

describe('UpdateProfiler', () => {
  it.each([
    { maxUpdates: 3, measured: 0 },
    { maxUpdates: 5, measured: 2 },
    { maxUpdates: 20, measured: 7 },
  ])('measures $measured of $maxUpdates updates, after 3 to warm up', async ({ maxUpdates, measured }) => {
    const before = kernels();
    const profiler = new UpdateProfiler({ warmup: 3, updates: 7 });
    const loss = await train(maxUpdates, profiler);
    expect(profiler.updates).toBe(measured);
    const { operations } = profiler.profile;
    const steps = operations.find(({ name }) => name === 'optimizer step')?.calls ?? 0;
    expect(steps).toBe(measured);
    expect(kernels()).toBe(before);
    expect(loss).toBe(await train(maxUpdates));
  });

  it.each([{ warmup: -1 }, { warmup: 0.5 }, { updates: 0 }, { updates: Number.NaN }])(
    'refuses %o',
    (options) => {
      expect(() => new UpdateProfiler(options)).toThrow(ValueError);
    },
  );
});
