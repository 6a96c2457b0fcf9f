import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import * as ops from '../index.ts';
import {
  backward,
  DTypeError,
  Rng,
  randomUniform,
  requireGrad,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
} from '../index.ts';
import { denseStrides, sizeOf } from '../shape.ts';

/** The elements that each element of the result is made of. */
function groups(x: Tensor, axes: readonly number[]): number[][] {
  const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const result: number[][] = Array.from({ length: sizeOf(kept) }, () => []);
  const [from, to] = [denseStrides(x.shape), denseStrides(kept)];
  x.read().forEach((value, i) => {
    const at = x.shape.reduce(
      (sum, n, axis) => sum + (axes.includes(axis) ? 0 : (Math.floor(i / from[axis]) % n) * to[axis]),
      0,
    );
    result[at].push(value);
  });
  return result;
}

const meanOf = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const cases: Record<
  string,
  [
    op: (x: Tensor, axes?: number | readonly number[], keepDims?: boolean) => Tensor,
    reference: (values: number[]) => number,
  ]
> = {
  sum: [ops.sum, (values) => values.reduce((a, b) => a + b, 0)],
  mean: [ops.mean, meanOf],
  variance: [
    ops.variance,
    (values) => values.reduce((sum, v) => sum + (v - meanOf(values)) ** 2, 0) / (values.length - 1),
  ],
  max: [ops.max, (values) => Math.max(...values)],
  min: [ops.min, (values) => Math.min(...values)],
};

describe.each(Object.entries(cases))('%s', (_, [op, reference]) => {
  it('equals its definition over any axes, in any layout', () => {
    const extents = fc.array(fc.constantFrom(2, 3, 5, 7, 9), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        extents,
        fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (shape, choice, seed) => {
          tidy(() => {
            const axes = choice.map((axis) => axis % shape.length);
            const x = randomUniform(shape, new Rng(seed), -1, 3);
            const expected = groups(x, axes).map(reference);
            for (const layout of layouts(x)) expectClose(op(layout, axes), expected, 2e-6, 1);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the reduced axes on request, and takes all by default', () => {
    tidy(() => {
      const x = randomUniform([2, 3, 5], new Rng(1));
      expect(op(x, [0, 2]).shape).toEqual([3]);
      expect(op(x, [2, 0], true).shape).toEqual([1, 3, 1]);
      expect(op(x, -1, true).shape).toEqual([2, 3, 1]);
      expect(op(x).shape).toEqual([]);
      expectClose(op(x), [reference([...x.read()])]);
    });
  });

  it('has its derivative over any axes', () => {
    tidy(() => {
      // Far enough apart for the steps of the numeric derivative not to change which is largest.
      const x = tensor(new Rng(1).shuffle(Array.from({ length: 30 }, (_, i) => i / 10)), {
        shape: [2, 3, 5],
      });
      for (const axes of [0, 1, 2, [0, 2], [1, 2], undefined]) {
        checkGradients((x) => op(x, axes), [x]);
        checkGradients((x) => op(ops.transpose(x), axes, true), [x]);
      }
    });
  });

  it('refuses axes that are not there, and other types', () => {
    tidy(() => {
      expect(() => op(tensor([1]), 1)).toThrow(ShapeError);
      expect(() => op(tensor(Int32Array.of(1)))).toThrow(DTypeError);
    });
  });
});

describe('sum and mean', () => {
  it('stay accurate over long axes', () => {
    tidy(() => {
      for (const [shape, axis] of [
        [[3, 100_003], 1],
        [[100_003, 3], 0],
        [[2, 601, 11], 1],
        [[3, 9001], 0],
      ] as const) {
        const x = randomUniform(shape, new Rng(1));
        expectClose(ops.mean(x, axis), groups(x, [axis]).map(meanOf));
      }
    });
  });

  it('of nothing are 0 and NaN', () => {
    tidy(() => {
      const nothing = tensor([], { shape: [0, 3] });
      expect([...ops.sum(nothing, 0).read()]).toEqual([0, 0, 0]);
      expect([...ops.mean(nothing, 0).read()]).toEqual([NaN, NaN, NaN]);
      expect(ops.sum(nothing, 1).shape).toEqual([0]);
    });
  });
});

describe('variance', () => {
  it('divides by the number of elements with correction 0', () => {
    tidy(() => {
      expectClose(ops.variance(tensor([1, 2, 3, 4]), 0, false, 0), [1.25]);
    });
  });
});

describe('max, min and argmax', () => {
  it('find the first of equals, and NaN before all', () => {
    tidy(() => {
      const rows = tensor([
        [1, 5, 2, 5, 0, 5, 5, 1, 1],
        [1, 5, NaN, 9, NaN, 0, 0, 0, 0],
        [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
        [0, 0, 0, 0, 0, 0, 0, 0, NaN],
      ]);
      for (const x of layouts(rows)) {
        expect([...ops.argmax(x, 1).read()]).toEqual([1, 2, 0, 8]);
        expect([...ops.argmax(ops.transpose(x), 0).read()]).toEqual([1, 2, 0, 8]);
        expect([...ops.max(x, 1).read()]).toEqual([5, NaN, -Infinity, NaN]);
        expect([...ops.max(ops.copy(ops.transpose(x)), 0).read()]).toEqual([5, NaN, -Infinity, NaN]);
        expect([...ops.min(x, 1).read()]).toEqual([0, NaN, -Infinity, NaN]);
      }
      expect(ops.argmax(rows).dtype).toBe('int32');
    });
  });

  it('find the place in rows of any length', () => {
    tidy(() => {
      for (let n = 1; n < 40; n++) {
        const x = randomUniform([2, n], new Rng(n));
        const values = x.read();
        const place = (from: number): number => {
          const row = [...values.slice(from, from + n)];
          return row.indexOf(Math.max(...row));
        };
        expect([...ops.argmax(x).read()]).toEqual([place(0), place(n)]);
      }
    });
  });

  it('give the gradient to the first of equals', () => {
    tidy(() => {
      const x = requireGrad(tensor([2, 7, 7, 1]));
      backward(ops.max(x));
      expect([...x.grad!.read()]).toEqual([0, 1, 0, 0]);
    });
  });

  it('refuse to choose from nothing', () => {
    tidy(() => {
      const nothing = tensor([], { shape: [2, 0] });
      expect(() => ops.max(nothing, 1)).toThrow('max: needs at least one element to choose from; got [2, 0]');
      expect(() => ops.argmax(nothing)).toThrow(ShapeError);
      expect(ops.max(nothing, 0).shape).toEqual([0]);
    });
  });
});
