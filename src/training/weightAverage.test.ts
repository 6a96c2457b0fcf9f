import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { RegressionTask } from '../../test/support/regressionTask.ts';
import { Linear } from '../nn/index.ts';
import { Adam } from '../optim/index.ts';
import { DataError, Rng, ValueError } from '../tensor/index.ts';
import { loadModel, MemoryCheckpointStore, Trainer, type Validation, WeightAverage } from './index.ts';

const values = (of: { stateDict(): Map<string, { read(): ArrayLike<number> }> }) =>
  [...of.stateDict()].map(([name, x]) => [name, [...Array.from(x.read())]]);

describe('WeightAverage', () => {
  expectNoLeaks();

  it('follows the parameters as the formula says', () => {
    using model = new Linear({ inFeatures: 3, outFeatures: 5, rng: new Rng(1) });
    using average = new WeightAverage(model, { decay: 0.3 });
    const expected = Float64Array.from(model.weight.read());
    const optimizer = new Adam([model.weight], { lr: 0.1 });
    for (let t = 1; t <= 7; t++) {
      model.weight.grad = model.weight.mul(t);
      optimizer.step();
      optimizer.zeroGrad();
      average.update(t);
      const d = Math.min(0.3, (1 + t) / (10 + t));
      const now = model.weight.read();
      expected.forEach((before, i) => {
        expected[i] = d * before + (1 - d) * now[i];
      });
    }
    expectClose(average.stateDict().get('weight')!, expected);
    optimizer.dispose();
  });

  it('stands in for the parameters, and gives them back even when something fails', async () => {
    using model = new Linear({ inFeatures: 2, outFeatures: 3, rng: new Rng(2) });
    using average = new WeightAverage(model);
    using other = new Linear({ inFeatures: 2, outFeatures: 3, rng: new Rng(3) });
    average.loadStateDict(other.stateDict());
    const before = values(model);
    await average.during(async () => expect(values(model)).toEqual(values(other)));
    const failing = average.during(async () => {
      throw new Error('on the way');
    });
    await expect(failing).rejects.toThrow('on the way');
    expect(values(model)).toEqual(before);
    expect(values(average)).toEqual(values(other));
  });

  it('refuses a decay out of range, and averages of another model', () => {
    using model = new Linear({ inFeatures: 2, outFeatures: 3, rng: new Rng(2) });
    for (const decay of [0, 1, Number.NaN]) {
      expect(() => new WeightAverage(model, { decay })).toThrow(ValueError);
    }
    using average = new WeightAverage(model);
    using other = new Linear({ inFeatures: 3, outFeatures: 2, rng: new Rng(2) });
    expect(() => average.loadStateDict(other.stateDict())).toThrow(DataError);
  });
});

/** Notes the parameters that it is validated with. */
class WatchedTask extends RegressionTask {
  seen: unknown[] = [];

  override async validate(): Promise<Validation> {
    this.seen.push(values(this.model));
    return super.validate();
  }
}

describe('a training with averages', () => {
  const begin = (store: MemoryCheckpointStore) => {
    const task = new WatchedTask();
    const average = new WeightAverage(task.model, { decay: 0.9 });
    const optimizer = new Adam(task.model.parameters(), { lr: 0.05 });
    const options = { task, average, optimizer, validateEvery: 5, checkpointEvery: 5, store };
    return { task, average, options };
  };

  it('validates the averages, and whoever loads its checkpoint gets them', async () => {
    const store = new MemoryCheckpointStore();
    const { task, average, options } = begin(store);
    await new Trainer({ ...options, maxUpdates: 10 }).run();
    expect(task.seen.at(-1)).toEqual(values(average));
    expect(values(task.model)).not.toEqual(values(average));
    const used = new RegressionTask();
    loadModel(used.model, await store.load('last'));
    expect(values(used.model)).toEqual(values(average));
  });

  it('goes on as if it had never stopped', async () => {
    const whole = begin(new MemoryCheckpointStore());
    await new Trainer({ ...whole.options, maxUpdates: 12 }).run();
    const store = new MemoryCheckpointStore();
    await new Trainer({ ...begin(store).options, maxUpdates: 7 }).run();
    const again = begin(store);
    const trainer = new Trainer({ ...again.options, maxUpdates: 12 });
    await trainer.resume();
    await trainer.run();
    expect(values(again.average)).toEqual(values(whole.average));
    expect(values(again.task.model)).toEqual(values(whole.task.model));
  });

  it('does not go on from a checkpoint without any', async () => {
    const store = new MemoryCheckpointStore();
    const { average: _, ...options } = begin(store).options;
    await new Trainer({ ...options, maxUpdates: 5 }).run();
    await expect(new Trainer({ ...begin(store).options, maxUpdates: 9 }).resume()).rejects.toThrow(
      'WeightAverage',
    );
  });
});
