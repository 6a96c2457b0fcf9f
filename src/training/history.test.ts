import { describe, expect, it } from 'vitest';
import { type Monitor, TrainingHistory } from './history.ts';

/** A history with one entry for each BLEU. */
function historyOf(scores: readonly number[], monitor: Monitor = { metric: 'bleu', mode: 'max' }) {
  const history = new TrainingHistory(monitor);
  scores.forEach((bleu, i) => {
    history.record(i + 1, 1, 1);
    history.addEntry(i + 1, 0, { loss: -bleu, metrics: { bleu } });
  });
  return history;
}

describe('TrainingHistory', () => {
  it('weighs losses by their target tokens, since the last entry', () => {
    const history = new TrainingHistory({ metric: 'loss', mode: 'min' });
    history.record(1, 4, 3);
    history.record(2, 2, 1);
    expect(history.addEntry(2, 5, null)).toEqual({
      update: 2,
      seconds: 5,
      trainLoss: 3.5,
      validLoss: null,
      metrics: {},
    });
    history.record(3, 7, 2);
    expect(history.addEntry(3, 6, null).trainLoss).toBe(7);
  });

  it('smooths: at first the mean, later with a memory of some 50 updates', () => {
    const history = new TrainingHistory({ metric: 'loss', mode: 'min' });
    [5, 1, 3].forEach((loss, i) => {
      history.record(i + 1, loss, 10 ** i);
    });
    expect(history.smoothedLoss).toBeCloseTo(3, 12);
    for (let update = 4; update <= 500; update++) history.record(update, 2, 1);
    expect(history.smoothedLoss).toBeCloseTo(2, 3);
    history.record(501, 52, 1);
    expect(history.smoothedLoss).toBeCloseTo(3, 3);
  });

  it.each<[Monitor, readonly number[], number, number]>([
    [{ metric: 'bleu', mode: 'max' }, [3, 7, 5, 7, 6], 2, 3],
    [{ metric: 'bleu', mode: 'min' }, [3, 7, 5, 2, 6], 4, 1],
    [{ metric: 'loss', mode: 'min' }, [3, 7, 5], 2, 1],
    [{ metric: 'bleu', mode: 'max' }, [Number.NaN, -4, Number.POSITIVE_INFINITY], 2, 1],
    [{ metric: 'bleu', mode: 'max' }, [0], 1, 0],
  ])('by %o finds the best of %o', (monitor, scores, update, since) => {
    const history = historyOf(scores, monitor);
    expect(history.best?.update).toBe(update);
    expect(history.entriesSinceBest).toBe(since);
  });

  it('has no best without scores', () => {
    expect(historyOf([]).best).toBeNull();
    expect(historyOf([]).entriesSinceBest).toBe(0);
    const history = historyOf([Number.NaN, Number.NaN]);
    expect(history.entries.map(({ metrics }) => metrics.bleu)).toEqual([null, null]);
    expect(history.best).toBeNull();
    expect(history.entriesSinceBest).toBe(2);
  });

  it('says so if the validation lacks the monitored metric', () => {
    expect(() => historyOf([1], { metric: 'blue', mode: 'max' })).toThrow(
      'must be one of loss, bleu; got blue',
    );
  });

  it('goes on from its state, as JSON, with the same numbers', () => {
    const history = historyOf([1.25, 3.5, 2.75]);
    history.record(4, 0.1, 3);
    const monitor = { metric: 'bleu', mode: 'max' } as const;
    const restored = new TrainingHistory(monitor);
    restored.restore(JSON.parse(JSON.stringify(history.state)));
    for (const one of [history, restored]) {
      one.record(5, 0.7, 11);
      one.addEntry(5, 1, { loss: 2, metrics: { bleu: 2 } });
    }
    expect(restored.state).toEqual(history.state);
    expect(restored.best).toEqual(history.best);
  });
});
