import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { entriesOf, randomSparsity } from '../../../test/support/sparsity.ts';
import {
  backward,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  Sparsity,
  type Tensor,
  tidy,
} from '../index.ts';
import { sampledMatmul, sparseMatmul } from './sparse.ts';

/** By its definition, in float64. */
function naiveProduct(weights: Tensor, sparsity: Sparsity, x: Tensor): number[] {
  const [w, xs] = [weights.read(), x.read()];
  const [H, E] = [weights.shape[1] ?? 1, x.shape.at(-1)!];
  const out = new Array<number>(sparsity.numRows * H * E).fill(0);
  for (const [e, [row, column]] of entriesOf(sparsity).entries()) {
    for (let h = 0; h < H; h++) {
      for (let i = 0; i < E; i++) out[(row * H + h) * E + i] += w[e * H + h] * xs[(column * H + h) * E + i];
    }
  }
  return out;
}

function naiveDots(x: Tensor, y: Tensor, sparsity: Sparsity): number[] {
  const [xs, ys] = [x.read(), y.read()];
  const [H, E] = [x.rank === 3 ? x.shape[1] : 1, x.shape.at(-1)!];
  return entriesOf(sparsity).flatMap(([row, column]) =>
    Array.from({ length: H }, (_, h) => {
      let dot = 0;
      for (let i = 0; i < E; i++) dot += xs[(row * H + h) * E + i] * ys[(column * H + h) * E + i];
      return dot;
    }),
  );
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 11 }),
  columns: fc.integer({ min: 1, max: 13 }),
  H: fc.constantFrom(null, 1, 2, 3, 8),
  E: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 17),
  seed: fc.nat(),
});

describe('sparse products', () => {
  expectNoLeaks();

  it('are their definitions, with and without heads, for all sizes and layouts', () => {
    fc.assert(
      fc.property(sizes, ({ rows, columns, H, E, seed }) => {
        const rng = new Rng(seed);
        using sparsity = randomSparsity(rng, rows, columns);
        tidy(() => {
          const lead = H === null ? [] : [H];
          const x = randomNormal([columns, ...lead, E], rng);
          const y = randomNormal([rows, ...lead, E], rng);
          const weights = randomNormal([sparsity.numEntries, ...lead], rng);
          const [product, dots] = [naiveProduct(weights, sparsity, x), naiveDots(y, x, sparsity)];
          for (const strided of layouts(x)) {
            const result = sparseMatmul(weights, sparsity, strided);
            expect(result.shape).toEqual([rows, ...lead, E]);
            expectClose(result, product, 2e-6, 1);
            expectClose(sampledMatmul(y, strided, sparsity), dots, 2e-6, 1);
          }
          for (const strided of layouts(weights))
            expectClose(sparseMatmul(strided, sparsity, x), product, 2e-6, 1);
          for (const strided of layouts(y)) expectClose(sampledMatmul(strided, x, sparsity), dots, 2e-6, 1);
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each([[[]], [[3]]])('have their gradients, with heads %j', (lead) => {
    using sparsity = randomSparsity(new Rng(5), 7, 5);
    tidy(() => {
      const rng = new Rng(6);
      const weights = randomNormal([sparsity.numEntries, ...lead], rng);
      const x = randomNormal([5, ...lead, 2], rng);
      const y = randomNormal([7, ...lead, 2], rng);
      checkGradients((weights, x) => sparseMatmul(weights, sparsity, x), [weights, x]);
      checkGradients((y, x) => sampledMatmul(y, x, sparsity), [y, x]);
    });
  });

  it('hold what the backward pass needs, even when the sparsity is gone by then', () => {
    const sparsity = new Sparsity({ offsets: [0, 1, 2], columns: [1, 0], numColumns: 2 });
    tidy(() => {
      const x = requireGrad(randomNormal([2, 3], new Rng(1)));
      const result = sparseMatmul(randomNormal([2], new Rng(2)), sparsity, x);
      sparsity.dispose();
      backward(result, randomNormal([2, 3], new Rng(3)));
      expect(x.grad!.shape).toEqual([2, 3]);
    });
  });

  it('share large products among threads without a change', () => {
    using sparsity = randomSparsity(new Rng(1), 211, 199, 0.2);
    tidy(() => {
      const weights = randomNormal([sparsity.numEntries, 2], new Rng(2));
      const x = randomNormal([199, 2, 37], new Rng(3));
      const y = randomNormal([211, 2, 37], new Rng(4));
      expectClose(sparseMatmul(weights, sparsity, x), naiveProduct(weights, sparsity, x));
      expectClose(sampledMatmul(y, x, sparsity), naiveDots(y, x, sparsity));
    });
  });

  it('say which shapes they need', () => {
    using sparsity = new Sparsity({ offsets: [0, 1, 3], columns: [2, 0, 1], numColumns: 3 });
    tidy(() => {
      const random = (...shape: number[]): Tensor => randomNormal(shape, new Rng(1));
      expect(() => sparseMatmul(random(2), sparsity, random(3, 5))).toThrow(ShapeError);
      expect(() => sparseMatmul(random(3), sparsity, random(2, 5))).toThrow(
        'got [3] and [2, 5] for Sparsity([2, 3], 3 entries)',
      );
      expect(() => sparseMatmul(random(3, 2), sparsity, random(3, 5))).toThrow(ShapeError);
      expect(() => sampledMatmul(random(2, 5), random(3, 7), sparsity)).toThrow(ShapeError);
      expect(() => sampledMatmul(random(3, 5), random(2, 5), sparsity)).toThrow(ShapeError);
      expect(() => sampledMatmul(random(2, 2, 5), random(3, 5), sparsity)).toThrow(ShapeError);
    });
  });
});
