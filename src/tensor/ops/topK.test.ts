import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import * as ops from '../index.ts';
import { Rng, tensor, tidy, ValueError } from '../index.ts';

describe('topK', () => {
  it('gives the largest in order, for any k, in any layout', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (n, some, seed) => {
        tidy(() => {
          const k = 1 + (some % n);
          const rng = new Rng(seed);
          const x = tensor(
            Float32Array.from({ length: 3 * n }, () => rng.integer(20)),
            { shape: [3, n] },
          );
          const order = Array.from({ length: 3 }, (_, i) => {
            const row = x.read().slice(i * n, (i + 1) * n);
            return Array.from(row.keys())
              .sort((a, b) => row[b] - row[a] || a - b)
              .slice(0, k);
          });
          for (const layout of layouts(x)) {
            const { values, indices } = ops.topK(layout, k);
            expect([...indices.read()]).toEqual(order.flat());
            expect(values.read()).toEqual(ops.takeAlongAxis(x, indices).read());
          }
        });
      }),
    );
  });

  it('counts NaN as the largest, passes gradients, and refuses a k that is not there', () => {
    tidy(() => {
      expect([...ops.topK(tensor([1, NaN, 3, 2, 5, 4]), 3).indices.read()]).toEqual([1, 4, 5]);
      checkGradients(
        (x) => ops.topK(x, 2).values,
        [
          tensor([
            [1, 3, 2],
            [6, 4, 5],
          ]),
        ],
      );
      expect(() => ops.topK(tensor([1, 2]), 3)).toThrow(
        'topK: k must be from 1 to the last extent of [2]; got 3',
      );
      expect(() => ops.topK(tensor([1, 2]), 0)).toThrow(ValueError);
    });
  });
});

describe('topLogProbs', () => {
  // Whole numbers make ties, within the part that is looked at sixteen by sixteen and before and after it.
  const someLogits = fc
    .record({ n: fc.integer({ min: 1, max: 70 }), spread: fc.constantFrom(3, 1000), seed: fc.nat() })
    .map(({ n, spread, seed }) => {
      const rng = new Rng(seed);
      const one = (): number => (rng.uniform() < 0.1 ? Number.NEGATIVE_INFINITY : rng.integer(spread) / 7);
      return { n, data: Float32Array.from({ length: 3 * n }, one) };
    });

  it('gives what topK of log softmax gives, bit by bit, in any layout', () => {
    fc.assert(
      fc.property(someLogits, fc.nat(), ({ n, data }, some) => {
        tidy(() => {
          const k = 1 + (some % n);
          const x = tensor(data, { shape: [3, n] });
          const expected = ops.topK(ops.logSoftmax(x), k);
          for (const layout of layouts(x)) {
            const { values, indices } = ops.topLogProbs(layout, k);
            expect(values.shape).toEqual([3, k]);
            expect([...indices.read()]).toEqual([...expected.indices.read()]);
            expect([...values.read()]).toEqual([...expected.values.read()]);
          }
        });
      }),
    );
  });

  it('is log p, as float64 has it', () => {
    tidy(() => {
      const x = ops.randomNormal([1, 4001], new Rng(1), 0, 5);
      const logits = [...x.read()];
      const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
      const best = logits.toSorted((a, b) => b - a).slice(0, 9);
      expectClose(
        ops.topLogProbs(x, 9).values,
        best.map((logit) => logit - total),
      );
    });
  });

  it('is NaN where a logit is, and -Infinity where all are', () => {
    tidy(() => {
      const { values } = ops.topLogProbs(
        tensor([
          [1, NaN, 3],
          [-Infinity, -Infinity, -Infinity],
        ]),
        2,
      );
      expect([...values.read()]).toEqual([NaN, NaN, -Infinity, -Infinity]);
    });
  });

  it('refuses a k that is not there', () => {
    expect(() => tidy(() => ops.topLogProbs(tensor([1, 2]), 3))).toThrow('topLogProbs: k must be from 1');
  });
});
