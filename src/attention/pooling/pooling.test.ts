import { describe, expect, it } from 'vitest';
import { describePooling } from '../../../test/conformance/pooling.ts';
import { expectClose } from '../../../test/support/close.ts';
import { init, Linear } from '../../nn/index.ts';
import {
  copyInto,
  div,
  eye,
  Rng,
  randomNormal,
  slice,
  sum,
  type Tensor,
  tanh,
  tensor,
  tidy,
} from '../../tensor/index.ts';
import { entmax15, hard, sampled, sigmoidNormalizer, softmax } from '../normalizers/index.ts';
import { reinforce } from '../reinforce.ts';
import { AdditiveScore, dot } from '../scores/index.ts';
import { AttentionPooling, GatedPooling, lastPool, maxPool, meanPool } from './index.ts';

describePooling('mean', { make: meanPool, mixes: true });
describePooling('max', { make: maxPool });
describePooling('last', { make: lastPool, mixes: true });
describePooling('gated', { make: (D, rng) => new GatedPooling({ embedDim: D, rng }), mixes: true });
describePooling('normalized gated', {
  make: (D, rng) => new GatedPooling({ embedDim: D, weights: 'normalized', rng }),
  mixes: true,
});
describePooling('attention', { make: (D, rng) => new AttentionPooling({ queryDim: D, rng }), mixes: true });
describePooling('attention, three queries', {
  make: (D, rng) => new AttentionPooling({ queryDim: D, numQueries: 3, rng }),
  Q: 3,
  mixes: true,
});
describePooling('additive attention under entmax', {
  make: (D, rng) =>
    new AttentionPooling({
      queryDim: 2,
      numQueries: 2,
      score: new AdditiveScore({ queryDim: 2, keyDim: D, hiddenDim: 3, rng }),
      normalizer: entmax15(),
      rng,
    }),
  Q: 2,
  mixes: true,
});
describePooling('key-value attention', {
  make: (D, rng) => {
    const key = new Linear({ inFeatures: D, outFeatures: 3, rng });
    const value = new Linear({ inFeatures: D, outFeatures: 11, rng });
    return new AttentionPooling({ queryDim: 3, key, value, rng });
  },
  outputDim: 11,
});

describe('attention as the general case', () => {
  const [B, S, D] = [3, 7, 5];
  const lengths = [7, 0, 4];
  const rng = new Rng(1);
  const run = (pooling: AttentionPooling, queries: Tensor, check: (x: Tensor) => void) => {
    tidy(() => {
      copyInto(pooling.queries, queries);
      check(randomNormal([B, S, D], rng));
    });
    pooling.dispose();
  };

  it('is mean pooling with a query of zeros', () => {
    const pooling = new AttentionPooling({ queryDim: D, rng });
    run(pooling, tensor([[0, 0, 0, 0, 0]]), (x) => {
      const expected = meanPool().forward(x, { lengths, needWeights: true });
      const { output, weights } = pooling.forward(x, { lengths, needWeights: true });
      expectClose(output, expected.output.read());
      expectClose(weights!, expected.weights!.read());
    });
  });

  it('is max pooling with a query for each feature and all weight on one key', () => {
    const pooling = new AttentionPooling({
      queryDim: D,
      numQueries: D,
      score: dot(),
      normalizer: hard(),
      rng,
    });
    run(pooling, eye(D), (x) => {
      const { output, weights } = pooling.forward(x, { lengths, needWeights: true });
      const expected = maxPool().forward(x, { lengths, needWeights: true });
      // Query d answers for feature d alone.
      expectClose(sum(output.mul(eye(D)), -1), expected.output.read());
      expectClose(div(sum(weights!, 1), D), expected.weights!.read());
    });
  });

  it('nears max pooling under softmax as scores grow', () => {
    const pooling = new AttentionPooling({ queryDim: D, numQueries: D, score: dot(), rng });
    run(pooling, eye(D).mul(1e4), (x) => {
      const { output } = pooling.forward(x, { lengths });
      expectClose(sum(output.mul(eye(D)), -1), maxPool().forward(x, { lengths }).output.read());
    });
  });

  it('is gated pooling with the weights of the gate as query, under sigmoid', () => {
    for (const weights of ['free', 'normalized'] as const) {
      const gated = new GatedPooling({ embedDim: D, weights, rng });
      init.constant(-0.3)(gated.gate.bias!);
      const normalizer = sigmoidNormalizer({ bias: gated.gate.bias!.read()[0] });
      const pooling = new AttentionPooling({ queryDim: D, score: dot(), normalizer, rng });
      run(pooling, gated.gate.weight, (x) => {
        const { output, weights: gates } = pooling.forward(x, { lengths: [7, 3, 4], needWeights: true });
        const scaled = weights === 'free' ? output : div(output, sum(gates!, -1, true));
        expectClose(scaled, gated.forward(x, { lengths: [7, 3, 4] }).output.read());
      });
      gated.dispose();
    }
  });

  it('takes functions as key and value', () => {
    const pooling = new AttentionPooling({ queryDim: D, key: tanh, value: (x) => slice(x, 2, 0, 2), rng });
    tidy(() => expect(pooling.forward(randomNormal([B, S, D], rng)).output.shape).toEqual([B, 2]));
    pooling.dispose();
  });

  it('learns by reinforce where its normalizer draws', () => {
    const pooling = new AttentionPooling({ queryDim: D, normalizer: sampled({ rng }), rng });
    tidy(() => {
      const { output, logProb } = pooling.forward(randomNormal([B, S, D], rng), { lengths });
      expect(logProb!.shape).toEqual([B]);
      reinforce({ logProb: logProb!, reward: sum(output, -1) }).backward();
      expect(pooling.queries.grad!.read().some((g) => g !== 0)).toBe(true);
    });
    pooling.dispose();
  });

  it('needs a whole number of queries', () => {
    expect(() => new AttentionPooling({ queryDim: D, numQueries: 0, normalizer: softmax(), rng })).toThrow(
      'AttentionPooling: numQueries must be a whole number from 1; got 0',
    );
  });
});
