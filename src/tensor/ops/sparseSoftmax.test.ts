import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { randomSparsity } from '../../../test/support/sparsity.ts';
import {
  backward,
  full,
  mul,
  ones,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  Sparsity,
  type Tensor,
  tensor,
  tidy,
} from '../index.ts';
import { sparseSoftmax } from './sparseSoftmax.ts';

function naive(scores: Tensor, sparsity: Sparsity): number[] {
  const H = scores.shape[1] ?? 1;
  const [x, rows] = [scores.read(), sparsity.rows.read()];
  const of = (e: number, h: number): number => {
    const others = [...rows.keys()].filter((other) => rows[other] === rows[e]);
    const max = Math.max(...others.map((other) => x[other * H + h]));
    const total = others.reduce((sum, other) => sum + Math.exp(x[other * H + h] - max), 0);
    return Math.exp(x[e * H + h] - max) / total;
  };
  return Array.from(x, (_, i) => of(Math.floor(i / H), i % H));
}

describe('sparseSoftmax', () => {
  expectNoLeaks();

  it('is its definition, with and without heads, for scores of any size and layout', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, 1, 2, 3, 4, 5, 7, 8, 11),
        fc.constantFrom(1, 30, 1000),
        fc.nat(),
        (H, size, seed) => {
          const rng = new Rng(seed);
          using sparsity = randomSparsity(rng, 5, 7);
          tidy(() => {
            const lead = H === null ? [] : [H];
            const scores = mul(randomNormal([sparsity.numEntries, ...lead], rng), size);
            const expected = naive(scores, sparsity);
            for (const x of layouts(scores)) expectClose(sparseSoftmax(x, sparsity), expected);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([[[]], [[2]], [[5]]])('has its gradient, with heads %j', (lead) => {
    using sparsity = randomSparsity(new Rng(3), 5, 7);
    tidy(() => {
      const scores = randomNormal([sparsity.numEntries, ...lead], new Rng(4));
      checkGradients((x) => sparseSoftmax(x, sparsity), [scores]);
    });
  });

  it('adds up to 1 over a row as long as a hub of a graph has neighbours', () => {
    const n = 100_003;
    using sparsity = new Sparsity({ offsets: [0, n], columns: new Int32Array(n), numColumns: 1 });
    tidy(() => {
      const weights = sparseSoftmax(full([n], 3), sparsity);
      expectClose(weights, new Array(n).fill(1 / n), 1e-6);
    });
  });

  it('gives zeros, forward and backward, where all scores are -Infinity, and NaN only to its own row', () => {
    using sparsity = new Sparsity({ offsets: [0, 2, 2, 5, 6], columns: [0, 1, 0, 1, 2, 0], numColumns: 3 });
    const low = Number.NEGATIVE_INFINITY;
    tidy(() => {
      const x = requireGrad(tensor([low, low, low, 1, 1, Number.NaN]));
      const weights = sparseSoftmax(x, sparsity);
      expect([...weights.read()]).toEqual([0, 0, 0, 0.5, 0.5, Number.NaN]);
      backward(weights, ones([6]));
      expect(Array.from(x.grad!.read(), (g) => g + 0)).toEqual([0, 0, 0, 0, 0, Number.NaN]);
    });
  });

  it('needs a score for each entry', () => {
    using sparsity = new Sparsity({ offsets: [0, 2], columns: [0, 1], numColumns: 2 });
    tidy(() => {
      expect(() => sparseSoftmax(ones([3]), sparsity)).toThrow(ShapeError);
      expect(() => sparseSoftmax(ones([2, 1, 1]), sparsity)).toThrow('[M] or [M, H] with M = 2');
    });
  });
});
