import { describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { Adam } from '../optim/index.ts';
import {
  backward,
  broadcastTo,
  mean,
  neg,
  Rng,
  requireGrad,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from '../tensor/index.ts';
import { attention } from './attention.ts';
import { MovingAverage } from './movingAverage.ts';
import { hard, type Normalizer, sampled } from './normalizers/index.ts';
import { reinforce } from './reinforce.ts';
import { BilinearScore, dot, type Score } from './scores/index.ts';

describe('the gradient of reinforce', () => {
  const [S, E, N] = [5, 3, 20_000];
  const rewards = [1, -2, 0.5, 3, 0];
  const rng = new Rng(1);
  const [query, keys] = [E, S * E].map((n) => Array.from({ length: n }, () => rng.normal()));

  /** d/dq Σ_j p_j r_j, with p = softmax(K q), over all keys. */
  function exactGradient(): number[] {
    const scores = rewards.map((_, j) => query.reduce((s, q, e) => s + q * keys[j * E + e], 0));
    const total = scores.reduce((s, x) => s + Math.exp(x), 0);
    const p = scores.map((x) => Math.exp(x) / total);
    const expected = p.reduce((s, pj, j) => s + pj * rewards[j], 0);
    return query.map((_, e) => p.reduce((s, pj, j) => s + pj * (rewards[j] - expected) * keys[j * E + e], 0));
  }

  /** By N draws: the mean of the gradient of the loss, negated, and the variance of one draw's. */
  function estimate(baseline: number, seed: number) {
    return tidy(() => {
      const attend = attention({ score: dot(), normalizer: sampled({ rng: new Rng(seed) }) });
      const q = requireGrad(
        tensor(
          Float32Array.from({ length: N * E }, (_, i) => query[i % E]),
          { shape: [N, 1, E] },
        ),
      );
      const key = broadcastTo(tensor(Float32Array.from(keys), { shape: [1, S, E] }), [N, S, E]);
      const value = broadcastTo(tensor(Float32Array.from(rewards), { shape: [1, S, 1] }), [N, S, 1]);
      const { output, logProb } = attend(q, key, value);
      // What comes out of attention is the reward of the key that was drawn.
      backward(reinforce({ logProb: logProb!, reward: output.reshape([N]), baseline }));
      const each = Array.from(q.grad!.read(), (g) => -g * N);
      q.grad!.dispose();
      return query.map((_, e) => {
        const values = each.filter((_, i) => i % E === e);
        const average = values.reduce((a, b) => a + b) / N;
        return { average, variance: values.reduce((s, x) => s + (x - average) ** 2, 0) / (N - 1) };
      });
    });
  }

  it.each([0, 1])('is that of the expected reward, in the mean, with baseline %d', (baseline) => {
    const exact = exactGradient();
    for (const [e, { average, variance }] of estimate(baseline, 2).entries()) {
      // Four standard errors, as the draws themselves show them.
      expect(Math.abs(average - exact[e])).toBeLessThan(4 * Math.sqrt(variance / N));
      // The bound is narrow enough to mean something.
      expect(Math.sqrt(variance / N)).toBeLessThan(0.05);
    }
    expect(Math.max(...exact.map(Math.abs))).toBeGreaterThan(0.5);
  });

  it('varies less with a baseline near the expected reward', () => {
    const spread = (baseline: number) => estimate(baseline, 3).reduce((s, { variance }) => s + variance, 0);
    expect(spread(1)).toBeLessThan(spread(-4) / 2);
  });

  it('does not go through the reward or the baseline, and credits each reward to its row', () => {
    tidy(() => {
      const logProb = requireGrad(zeros([2, 3, 5]));
      const [reward, baseline] = [requireGrad(tensor([1, 4])), requireGrad(tensor([3, 3]))];
      backward(reinforce({ logProb, reward, baseline }));
      expect([reward.grad, baseline.grad]).toEqual([null, null]);
      expect([...logProb.grad!.read()]).toEqual([...new Array(15).fill(1), ...new Array(15).fill(-0.5)]);
      expect(reinforce({ logProb, reward: zeros([2, 3, 5]) }).shape).toEqual([]);
      logProb.grad!.dispose();
    });
  });

  it('needs rewards for the first axes', () => {
    tidy(() => {
      const logProb = zeros([2, 3, 5]);
      expect(() => reinforce({ logProb, reward: zeros([3]) })).toThrow(ShapeError);
      expect(() => reinforce({ logProb, reward: zeros([2, 3, 5, 1]) })).toThrow(
        'got reward [2, 3, 5, 1] and logProb [2, 3, 5]',
      );
    });
  });
});

it('a moving average begins at the first mean and follows the later ones', () => {
  tidy(() => {
    const average = new MovingAverage({ decay: 0.5 });
    expect(average.value).toBe(0);
    average.update(tensor([1, 3]));
    expect(average.value).toBe(2);
    average.update(tensor([5]));
    expect(average.value).toBe(4);
  });
  expect(() => new MovingAverage({ decay: 1 })).toThrow('at least 0 and below 1; got 1');
});

describe('a task: of symbols in any order, look at the one that follows the symbol asked for', () => {
  expectNoLeaks();
  const S = 5;
  const [N, steps] = [64, 150];

  /** One-hot symbols as keys, shuffled; 1 as the value of the right one, 0 as that of others. */
  function batch(rng: Rng): { query: Tensor; key: Tensor; value: Tensor } {
    const [query, key, value] = [N * S, N * S * S, N * S].map((n) => new Float32Array(n));
    for (let b = 0; b < N; b++) {
      const asked = rng.integer(S);
      query[b * S + asked] = 1;
      for (const [place, symbol] of rng.shuffle([0, 1, 2, 3, 4]).entries()) {
        key[(b * S + place) * S + symbol] = 1;
        if (symbol === (asked + 1) % S) value[b * S + place] = 1;
      }
    }
    const of = (data: Float32Array, ...shape: number[]) => tensor(data, { shape });
    return { query: of(query, N, 1, S), key: of(key, N, S, S), value: of(value, N, S, 1) };
  }

  /** How often the likeliest key is the right one, after training with a loss. */
  function accuracy(
    normalizer: Normalizer,
    lossOf: (output: Tensor, logProb: Tensor | null) => Tensor,
  ): number {
    const rng = new Rng(6);
    const score: Score & BilinearScore = new BilinearScore({ queryDim: S, keyDim: S, rng });
    const optimizer = new Adam(score.parameters(), { lr: 0.1 });
    const attend = attention({ score, normalizer });
    for (let step = 0; step < steps; step++) {
      tidy(() => {
        const { query, key, value } = batch(rng);
        const { output, logProb } = attend(query, key, value);
        backward(lossOf(output, logProb));
        optimizer.step();
        optimizer.zeroGrad();
      });
    }
    const found = tidy(() => {
      const { query, key, value } = batch(rng);
      return mean(attention({ score, normalizer: hard() })(query, key, value).output).read()[0];
    });
    optimizer.dispose();
    score.dispose();
    return found;
  }

  it('is learned by straight-through gradients', () => {
    expect(accuracy(hard(), (output) => neg(mean(output)))).toBeGreaterThan(0.95);
  });

  it('is learned by reinforce, where the reward is no function of the weights that has a gradient', () => {
    const average = new MovingAverage();
    const learned = accuracy(sampled({ rng: new Rng(7) }), (output, logProb) => {
      const reward = output.reshape([N]);
      const loss = reinforce({ logProb: logProb!, reward, baseline: average.value });
      average.update(reward);
      return loss;
    });
    expect(learned).toBeGreaterThan(0.95);
  });
});
