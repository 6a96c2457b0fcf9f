import { describe, expect, it } from 'vitest';
import { alive, expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { attention, defineMechanism, scaledDot, slidingWindow, softmax } from '../../attention/index.ts';
import { retrievalTask } from '../../data/index.ts';
import { mul, ShapeError, ValueError } from '../../tensor/index.ts';
import {
  type ComparedMechanism,
  type ComparisonProgress,
  compare,
  comparedMechanisms,
  comparisonChart,
  comparisonSettings,
  MemoryCellStore,
  measureMechanism,
  pickMechanisms,
  summarize,
} from './index.ts';

const task = retrievalTask({ length: 32, trainSize: 2400, testSize: 60, seed: 1, keys: 3, values: 2 });
const settings = {
  embedDim: 16,
  feedForwardDim: 16,
  numLayers: 1,
  updates: 150,
  batchSize: 16,
  learningRate: 0.01,
  warmup: 10,
};
const tiny = { ...settings, updates: 3 };
/** It sees the noise before the question alone. */
const blind: ComparedMechanism = () =>
  attention({ score: scaledDot(), normalizer: softmax(), pattern: slidingWindow(3) });
const endless: ComparedMechanism = () =>
  defineMechanism({
    name: 'endless',
    attend: ({ value }) => ({ output: mul(value, Number.POSITIVE_INFINITY) }),
    cost: () => ({ multiplyAdds: 0, bytes: 0 }),
  });
const { exact } = comparedMechanisms;
const cellsOf = (told: ComparisonProgress[], wasThere: boolean) =>
  told.flatMap((one) =>
    one.kind === 'cell' && one.wasThere === wasThere ? [`${one.mechanism} ${one.seed}`] : [],
  );

describe('compare', () => {
  expectNoLeaks();

  it('tells a mechanism that reaches from one that does not', async () => {
    const { rows, cells, finished } = await compare({
      task,
      mechanisms: { exact, blind },
      seeds: [0],
      settings,
    });
    expect(finished).toBe(true);
    const [reaching, near] = rows;
    expect(reaching.accuracy.mean).toBeGreaterThan(0.9);
    expect(near.accuracy.mean).toBeLessThan(0.75);
    expect(reaching.parameters).toBe(near.parameters);
    for (const { examplesPerSecond, peakBytes, multiplyAdds, updates, tested } of cells) {
      expect(examplesPerSecond).toBeGreaterThan(0);
      expect(peakBytes).toBeGreaterThan(reaching.parameters * 4);
      // One layer, 32 x 32 pairs in one block, 16 numbers of queries and as many of values.
      expect(multiplyAdds).toBe(32 * 32 * 2 * 16);
      expect([updates, tested]).toEqual([150, 60]);
    }
  });

  it('gives the same scores from the same seeds, seed after seed for all mechanisms', async () => {
    const run = () => compare({ task, mechanisms: { exact, blind }, seeds: [0, 1], settings: tiny });
    const [once, again] = [await run(), await run()];
    const scores = ({ cells }: typeof once) => cells.map(({ accuracy, trainLoss }) => [accuracy, trainLoss]);
    expect(scores(again)).toEqual(scores(once));
    expect(once.cells.map(({ mechanism, seed }) => `${mechanism} ${seed}`)).toEqual([
      'exact 0',
      'blind 0',
      'exact 1',
      'blind 1',
    ]);
    expect(once.cells[0].trainLoss).not.toBe(once.cells[2].trainLoss);
  });

  it('trains only what is not there', async () => {
    const store = new MemoryCellStore();
    const base = { task, settings: tiny, store };
    const first = await compare({ ...base, mechanisms: { exact }, seeds: [0] });
    const told: ComparisonProgress[] = [];
    const all = await compare({
      ...base,
      mechanisms: { exact, blind },
      seeds: [0, 1],
      onProgress: (progress) => told.push(progress),
    });
    expect(cellsOf(told, true)).toEqual(['exact 0']);
    expect(cellsOf(told, false)).toEqual(['blind 0', 'exact 1', 'blind 1']);
    expect(all.cells[0]).toEqual(first.cells[0]);
    expect(all.rows.map(({ seeds }) => seeds)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('goes on within a training that a signal stopped, to the same bits', async () => {
    const whole = await compare({
      task,
      mechanisms: { exact },
      seeds: [0],
      settings: { ...tiny, updates: 40 },
    });
    const store = new MemoryCellStore();
    const base = { task, mechanisms: { exact }, seeds: [0], settings: { ...tiny, updates: 40 }, store };
    const controller = new AbortController();
    const stopped = await compare({
      ...base,
      signal: controller.signal,
      onProgress(told) {
        if (told.kind === 'training' && told.progress.kind === 'update' && told.progress.update === 13)
          controller.abort();
      },
    });
    expect([stopped.finished, stopped.cells]).toEqual([false, []]);
    const updates: number[] = [];
    const { cells } = await compare({
      ...base,
      onProgress: (told) =>
        told.kind === 'training' && told.progress.kind === 'update' && updates.push(told.progress.update),
    });
    expect(updates[0]).toBe(14);
    const scores = ({ accuracy, trainLoss }: (typeof cells)[0]) => [accuracy, trainLoss];
    expect(scores(cells[0])).toEqual(scores(whole.cells[0]));
  });

  it('says which training diverged, and goes on with the others', async () => {
    const told: ComparisonProgress[] = [];
    const { cells, diverged, finished } = await compare({
      task,
      mechanisms: { endless, blind },
      seeds: [0],
      settings: tiny,
      onProgress: (progress) => told.push(progress),
    });
    expect(diverged).toEqual([{ mechanism: 'endless', seed: 0 }]);
    expect([cells.map(({ mechanism }) => mechanism), finished]).toEqual([['blind'], true]);
    expect(told.some(({ kind, mechanism }) => kind === 'diverged' && mechanism === 'endless')).toBe(true);
  });

  it('refuses settings out of their range before any is trained', async () => {
    let isReady = false;
    const onReady = () => {
      isReady = true;
    };
    const base = { task, mechanisms: { exact }, seeds: [0], onReady };
    await expect(compare({ ...base, settings: { ...tiny, clipNorm: 0 } })).rejects.toThrow(
      'compare: clipNorm must be a number above 0; got 0',
    );
    await expect(compare({ ...base, settings: tiny, seeds: [0.5] })).rejects.toThrow(
      'compare: seeds must be whole numbers, each another; got [0.5]',
    );
    expect(isReady).toBe(false);
  });

  it('refuses a mechanism that cannot take the sequences before any is trained', async () => {
    const short: ComparedMechanism = () => {
      throw new ShapeError('short: sequences have at most 8 tokens');
    };
    const told: ComparisonProgress[] = [];
    let isReady = false;
    const running = compare({
      task,
      mechanisms: { exact, short },
      seeds: [0],
      settings: tiny,
      onReady: () => {
        isReady = true;
      },
      onProgress: (progress) => told.push(progress),
    });
    await expect(running).rejects.toThrow(ValueError);
    await expect(running).rejects.toThrow(
      'compare: "short" cannot take sequences of 32 tokens, or these sizes: short: sequences have at most 8 tokens',
    );
    expect([told, isReady]).toEqual([[], false]);
  });
});

describe.each(Object.keys(comparedMechanisms))('the mechanism "%s"', (name) => {
  it('trains on sequences of any length, and leaves nothing behind', () => {
    const full = { ...settings, dropout: 0, numHeads: 2, weightDecay: 0, clipNorm: 1 };
    const longer = retrievalTask({ length: 157, trainSize: 3, testSize: 1, seed: 1 });
    const before = alive();
    const { parameters, peakBytes, multiplyAdds } = measureMechanism(name, comparedMechanisms[name], longer, {
      ...full,
      batchSize: 3,
    });
    expect(Math.min(parameters, peakBytes, multiplyAdds)).toBeGreaterThan(0);
    expect(alive()).toEqual(before);
  });
});

it('says that sparse attention needs two heads', () => {
  const sizes = { ...comparisonSettings, numHeads: 1 };
  expect(() => measureMechanism('sparse', comparedMechanisms.sparse, task, sizes)).toThrow(
    'half of its heads take strides and the others a window, so numHeads must be at least 2; got 1',
  );
});

it('knows mechanisms by name, and says which there are', () => {
  expect(pickMechanisms(['local'])).toEqual({ local: comparedMechanisms.local });
  expect(() => pickMechanisms(['exact', 'toString'])).toThrow(
    'compare: there is no mechanism "toString"; there are exact, local',
  );
});

it('sums seeds up by means and standard deviations', () => {
  const cell = (mechanism: string, seed: number, accuracy: number) => ({
    ...{
      mechanism,
      seed,
      accuracy,
      tested: 1,
      trainLoss: 1,
      updates: 1,
      seconds: 1,
      examplesPerSecond: 4 * seed,
    },
    ...{ parameters: 7, peakBytes: 2 ** 20, multiplyAdds: 11 },
  });
  const rows = summarize([cell('a', 1, 0.5), cell('b', 1, 0.25), cell('a', 2, 0.7), cell('a', 3, 0.9)]);
  expect(rows.map(({ mechanism, seeds }) => [mechanism, seeds])).toEqual([
    ['a', [1, 2, 3]],
    ['b', [1]],
  ]);
  expect(rows[0].accuracy.mean).toBeCloseTo(0.7);
  expect(rows[0].accuracy.deviation).toBeCloseTo(0.2);
  expect(rows[0].examplesPerSecond).toEqual({ mean: 8, deviation: 4 });
  expect(rows[1].accuracy).toEqual({ mean: 0.25, deviation: null });
  expect(comparisonChart(rows, 'Ours').table!.rows).toEqual([
    ['a', '70.0 ± 20.0', '8', '1 MiB'],
    ['b', '25.0', '4', '1 MiB'],
  ]);
});
