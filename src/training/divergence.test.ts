import { describe, expect, it } from 'vitest';
import { type Examples, RegressionTask } from '../../test/support/regressionTask.ts';
import { init } from '../nn/index.ts';
import { SGD } from '../optim/index.ts';
import {
  add,
  backward,
  countTensors,
  div,
  full,
  mul,
  sqrt,
  sub,
  type Tensor,
  tidy,
} from '../tensor/index.ts';
import { findNonFinite } from './divergence.ts';
import {
  DivergenceError,
  MemoryCheckpointStore,
  Trainer,
  type TrainerOptions,
  type Validation,
} from './index.ts';

/** Whose loss is spoilt at one update. */
class SpoiltTask extends RegressionTask {
  readonly #spoil: (loss: Tensor) => Tensor;
  #batches = 0;

  constructor(spoil: (loss: Tensor) => Tensor) {
    super();
    this.#spoil = spoil;
  }

  override loss(...args: Parameters<RegressionTask['loss']>) {
    const { loss, count } = super.loss(...args);
    return { loss: this.model.training && ++this.#batches === 8 ? this.#spoil(loss) : loss, count };
  }

  describe({ x }: { x: Tensor }): string {
    return `${x.shape[0]} examples`;
  }
}

async function diverge(task: RegressionTask, overrides: Partial<TrainerOptions<Examples>> = {}) {
  const store = new MemoryCheckpointStore();
  const optimizer = new SGD(task.model.parameters(), { lr: 0.01 });
  const limits = { maxUpdates: 20, checkpointEvery: 5, validateEvery: 5 };
  const trainer = new Trainer({ task, optimizer, store, ...limits, ...overrides });
  const before = countTensors();
  const error = await trainer.run().catch((thrown) => thrown);
  expect(countTensors()).toBe(before);
  expect(error).toBeInstanceOf(DivergenceError);
  return { error: error as DivergenceError, store };
}

describe('training stops with an error that says where', () => {
  it('when the loss is not a number', async () => {
    const task = new SpoiltTask((loss) => div(mul(loss, 0), full([], 0)));
    const { error, store } = await diverge(task);
    expect(error.update).toBe(8);
    expect(error.culprit).toEqual({ parameter: '0.weight', part: 'gradient' });
    expect(error.batch).toMatch(/^\d examples$/);
    expect(error.message).toMatch(
      /update 8, the loss is NaN.*0\.weight, in its gradient.*\d examples.*lower learning rate/,
    );
    expect(findNonFinite(task.model)).toBeNull();
    for (const name of ['best', 'last'] as const) {
      expect((await store.load(name)).state).toMatchObject({ update: 5 });
    }
  });

  it('when the loss is finite and its gradient is not', async () => {
    const { error } = await diverge(new SpoiltTask((loss) => sqrt(sub(loss, loss))));
    expect(error.message).toContain('the loss is 0, the norm of its gradients NaN');
    expect(error.culprit?.part).toBe('gradient');
  });

  it('when the loss is infinite and its gradient is not', async () => {
    const { error } = await diverge(new SpoiltTask((loss) => add(loss, Number.POSITIVE_INFINITY)));
    expect(error.message).toContain('the loss is Infinity, the norm of its gradients ');
    expect(error.culprit).toBeNull();
  });

  it.each([5, 1000])(
    'when a step led to infinity, before it validates (every %i) or saves',
    async (every) => {
      const schedule = (update: number) => (update === 5 ? 1e42 : 1);
      const { error, store } = await diverge(new RegressionTask(), { schedule, validateEvery: every });
      expect(error.update).toBe(5);
      expect(error.culprit).toEqual({ parameter: '0.weight', part: 'values' });
      expect([await store.has('best'), await store.has('last')]).toEqual([false, false]);
    },
  );

  it('when only the validation loss is not finite', async () => {
    class Broken extends RegressionTask {
      override async validate(): Promise<Validation> {
        return { loss: Number.NaN, metrics: {} };
      }
    }
    const { error } = await diverge(new Broken());
    expect(error.message).toContain('at update 5, the validation loss is NaN');
  });
});

it('findNonFinite blames values before gradients, since they come first', () => {
  const task = new RegressionTask();
  const { model } = task;
  init.constant(Number.NaN)(model.parameters()[2]);
  tidy(() => backward(task.loss(task.batches.next()).loss));
  expect(model.parameters()[0].grad?.read().some(Number.isNaN)).toBe(true);
  expect(findNonFinite(model)).toEqual({ parameter: '3.weight', part: 'values' });
});
