import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../test/support/close.ts';
import { checkGradients } from '../../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { Rng, randomNormal, tensor, tidy, ValueError } from '../../../tensor/index.ts';
import { sinkhornNormalize } from './sinkhornNormalize.ts';

interface Settings {
  readonly temperature: number;
  readonly iterations: number;
  readonly cumulative: boolean;
  readonly allowed: (i: number, j: number) => boolean;
}

/** The same in float64 and without logarithms. */
function reference(scores: ArrayLike<number>, N: number, M: number, settings: Settings): Float64Array {
  const { temperature, iterations, cumulative, allowed } = settings;
  const x = Float64Array.from({ length: N * M }, (_, at) =>
    allowed(Math.floor(at / M), at % M) ? Math.exp(scores[at] / temperature) : 0,
  );
  const rows = () => {
    for (let i = 0; i < N; i++) {
      const sum = x.subarray(i * M, (i + 1) * M).reduce((a, b) => a + b, 0);
      for (let j = 0; j < M; j++) if (sum > 0) x[i * M + j] /= sum;
    }
  };
  const columns = () => {
    for (let j = 0; j < M; j++) {
      const before = Float64Array.from({ length: N }, (_, i) => x[i * M + j]);
      for (let i = 0; i < N; i++) {
        const sum = (cumulative ? before.subarray(0, i + 1) : before).reduce((a, b) => a + b, 0);
        if (sum > 0) x[i * M + j] /= sum;
      }
    }
  };
  rows();
  for (let round = 0; round < iterations; round++) {
    columns();
    rows();
  }
  return x;
}

function maskOf(N: number, M: number, allowed: Settings['allowed']) {
  const data = Uint8Array.from({ length: N * M }, (_, at) => Number(allowed(Math.floor(at / M), at % M)));
  return tensor(data, { shape: [N, M] });
}

describe('sinkhornNormalize', () => {
  expectNoLeaks();

  it('is what it says in float64, for any mask', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer(),
        fc.integer({ min: 0, max: 5 }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.boolean(),
        fc.array(fc.boolean(), { minLength: 49, maxLength: 49 }),
        (N, M, seed, iterations, temperature, cumulative, bits) => {
          tidy(() => {
            const scores = randomNormal([N, M], new Rng(seed));
            const allowed = (i: number, j: number): boolean => bits[7 * i + j];
            const settings = { temperature, iterations, cumulative };
            const weights = sinkhornNormalize(scores, { ...settings, mask: maskOf(N, M, allowed) });
            expectClose(weights, reference(scores.read(), N, M, { ...settings, allowed }), 2e-5, 1);
          });
        },
      ),
    );
  });

  it('has rows that sum to 1, and columns that come nearer to it with each iteration', () => {
    tidy(() => {
      const scores = randomNormal([3, 7, 7], new Rng(1), 0, 3);
      const far = (iterations: number): number => {
        const weights = sinkhornNormalize(scores, { iterations });
        expectClose(weights.sum(-1), new Float32Array(21).fill(1));
        return Math.max(...Array.from(weights.sum(-2).read(), (sum) => Math.abs(sum - 1)));
      };
      const distances = [0, 2, 8, 32, 128].map(far);
      for (let i = 1; i < distances.length; i++) expect(distances[i]).toBeLessThan(distances[i - 1]);
      expect(distances.at(-1)).toBeLessThan(1e-2);
    });
  });

  it('nears the permutation of the greatest score as the temperature falls', () => {
    tidy(() => {
      // Row by row the greatest would be columns 0, 0, 2: only one of the first two can have it.
      const scores = tensor([
        [5, 4, 0],
        [4, 1, 0],
        [0, 0, 3],
      ]);
      const weights = sinkhornNormalize(scores, { iterations: 200, temperature: 0.05 });
      expectClose(weights, [0, 1, 0, 1, 0, 0, 0, 0, 1], 1e-2);
      const soft = sinkhornNormalize(scores, { iterations: 200, temperature: 50 });
      expectClose(soft, new Float32Array(9).fill(1 / 3), 0.1);
    });
  });

  it('has its gradients, with masks and down the rows', () => {
    tidy(() => {
      const scores = randomNormal([2, 5, 5], new Rng(2));
      const mask = maskOf(5, 5, (i, j) => i !== j && i !== 3);
      const earlier = maskOf(5, 5, (i, j) => j < i);
      checkGradients((x) => sinkhornNormalize(x, { iterations: 3, temperature: 0.7 }), [scores]);
      checkGradients((x) => sinkhornNormalize(x, { iterations: 3, mask }), [scores]);
      checkGradients(
        (x) => sinkhornNormalize(x, { iterations: 3, mask: earlier, cumulative: true }),
        [scores],
      );
    });
  });

  it('is finite for scores of any size', () => {
    tidy(() => {
      const scores = randomNormal([5, 5], new Rng(3), 0, 1e4);
      for (const cumulative of [false, true]) {
        const weights = sinkhornNormalize(scores, { iterations: 7, temperature: 0.1, cumulative });
        expectClose(weights.sum(-1), new Float32Array(5).fill(1));
      }
    });
  });

  it('balances rows by those before alone, which in full would leave each the one just before', () => {
    tidy(() => {
      const scores = randomNormal([5, 5], new Rng(4));
      const run = (x: typeof scores, iterations: number) =>
        sinkhornNormalize(x, { iterations, cumulative: true, mask: maskOf(5, 5, (i, j) => j < i) });
      const changed = tensor(
        Float32Array.from(scores.read(), (x, at) => (at >= 15 ? -3 * x : x)),
        { shape: [5, 5] },
      );
      const first = (x: typeof scores): number[] => Array.from(run(x, 4).read().slice(0, 15));
      expect(first(changed)).toEqual(first(scores));
      const justBefore = (iterations: number): number => {
        const weights = run(scores, iterations).read();
        return Math.min(...[2, 3, 4].map((i) => weights[5 * i + i - 1]));
      };
      expect(justBefore(2)).toBeLessThan(0.8);
      expect(justBefore(300)).toBeGreaterThan(0.95);
    });
  });

  it('refuses what it cannot do', () => {
    const scores = randomNormal([3, 3], new Rng(5));
    expect(() => sinkhornNormalize(scores, { iterations: 1, temperature: 0 })).toThrow(ValueError);
    expect(() => sinkhornNormalize(scores, { iterations: 1.5 })).toThrow('a whole number from 0');
    scores.dispose();
  });
});
