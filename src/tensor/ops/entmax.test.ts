import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { Rng, randomNormal, tensor, tidy, transpose } from '../index.ts';
import { entmax15, sparsemax } from './entmax.ts';

const functions = {
  sparsemax: { run: sparsemax, weight: (x: number, t: number) => Math.max(0, x - t) },
  entmax15: { run: entmax15, weight: (x: number, t: number) => Math.max(0, x / 2 - t) ** 2 },
};

describe.each(Object.entries(functions))('%s', (name, { run, weight }) => {
  /** In float64, by halving the interval in which t lies. */
  const reference = (x: readonly number[]): number[] => {
    const top = Math.max(...x) / (name === 'entmax15' ? 2 : 1);
    let [low, high] = [top - 1, top];
    for (let step = 0; step < 100; step++) {
      const t = (low + high) / 2;
      if (x.reduce((sum, s) => sum + weight(s, t), 0) > 1) low = t;
      else high = t;
    }
    return x.map((s) => weight(s, low));
  };

  it('is its definition, for rows of any length and layout', () => {
    tidy(() => {
      for (const n of [1, 2, 3, 4, 7, 8, 13, 101, 1031]) {
        const x = randomNormal([3, n], new Rng(n));
        const rows = [0, 1, 2].map((i) => [...x.read()].slice(i * n, (i + 1) * n));
        const expected = rows.flatMap(reference);
        for (const layout of layouts(x)) expectClose(run(layout), expected);
        expectClose(transpose(run(transpose(x), 0)), expected);
      }
    });
  });

  it('holds for scores of any size, where one takes all and where all are alike', () => {
    const score = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 37 }), (scores) => {
        tidy(() => expectClose(run(tensor(scores)), reference([...Float32Array.from(scores)]), 2e-5));
      }),
    );
    tidy(() => {
      expectClose(run(tensor([5, 5, 5, 5, 5])), new Array(5).fill(0.2));
      expect([...run(tensor([0, 0, 9, 0, 0])).read()]).toEqual([0, 0, 1, 0, 0]);
    });
  });

  it('gives zeros where all scores are -Infinity, and to those that are', () => {
    tidy(() => {
      const low = Number.NEGATIVE_INFINITY;
      expect([...run(tensor(new Array(7).fill(low))).read()]).toEqual(new Array(7).fill(0));
      const some = run(tensor([low, 1, 1, low, low]));
      expectClose(some, [0, 0.5, 0.5, 0, 0]);
    });
  });

  it('has its gradients, away from where weights begin', () => {
    const rng = new Rng(1);
    /** Every third score is far below the others, which all count. */
    const scores = (shape: number[]) => {
      const n = shape.reduce((a, b) => a * b);
      const x = Float32Array.from({ length: n }, (_, i) => 0.02 * rng.normal() - (i % 3 === 2 ? 5 : 0));
      return tensor(x, { shape });
    };
    tidy(() => {
      for (const n of [3, 8, 13]) checkGradients((x) => run(x), [scores([5, n])]);
      checkGradients((x) => run(x, 1), [scores([2, 7, 3])]);
    });
  });
});
