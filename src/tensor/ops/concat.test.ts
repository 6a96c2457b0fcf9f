import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { backward, DTypeError, Rng, randomNormal, requireGrad, ShapeError, tensor, tidy } from '../index.ts';
import { concat, stack } from './concat.ts';
import { mul } from './mul.ts';
import { slice } from './slice.ts';
import { split, unstack } from './split.ts';
import { sum } from './sum.ts';
import { transpose } from './transpose.ts';

describe('concat', () => {
  it('puts tensors of any layout one after another, along any axis', () => {
    tidy(() => {
      const rng = new Rng(1);
      for (let axis = 0; axis < 3; axis++) {
        const a = randomNormal([2, 3, 5].with(axis, 7), rng);
        const b = randomNormal([2, 3, 5].with(axis, 1), rng);
        for (const x of layouts(a)) {
          const joined = concat([x, b], axis);
          expect(joined.shape).toEqual([2, 3, 5].with(axis, 8));
          expect(slice(joined, axis, 0, 7).read()).toEqual(a.read());
          expect(slice(joined, axis, 7).read()).toEqual(b.read());
        }
      }
    });
  });

  it('joins int32 and bool', () => {
    tidy(() => {
      expect(concat([tensor(Int32Array.of(1, 2)), tensor(Int32Array.of(3))]).read()).toEqual(
        Int32Array.of(1, 2, 3),
      );
      expect(concat([tensor([true]), tensor([false, true])]).read()).toEqual(Uint8Array.of(1, 0, 1));
    });
  });

  it('gives each tensor its part of the gradient, one used twice both', () => {
    tidy(() => {
      const rng = new Rng(1);
      const a = randomNormal([2, 3], rng);
      checkGradients((a, b) => concat([transpose(a), b, transpose(a)], 1), [a, randomNormal([3, 5], rng)]);
    });
  });

  it('says which shapes or types differ', () => {
    tidy(() => {
      const rng = new Rng(1);
      expect(() => concat([])).toThrow(ShapeError);
      expect(() => concat([randomNormal([2, 3], rng), randomNormal([2, 5], rng)])).toThrow(
        'got [2, 3], [2, 5]',
      );
      expect(() => concat([tensor([1]), tensor(Int32Array.of(1))])).toThrow(DTypeError);
    });
  });
});

describe('stack', () => {
  it('makes a new axis anywhere', () => {
    tidy(() => {
      const a = tensor([1, 2, 3]);
      const b = tensor([4, 5, 6]);
      expect(stack([a, b]).read()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
      expect(stack([a, b], -1).shape).toEqual([3, 2]);
      expect(stack([a, b], -1).read()).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
      checkGradients((a, b) => stack([a, b], 1), [a, b]);
      expect(() => stack([a, tensor([1])])).toThrow('got [3], [1]');
      expect(() => stack([])).toThrow(ShapeError);
    });
  });
});

describe('split and unstack', () => {
  it('are undone by concat and stack, and copy nothing', () => {
    tidy(() => {
      for (const x of layouts(randomNormal([2, 6, 5], new Rng(1)))) {
        for (const parts of [3, [1, 5], [2, 0, 4]])
          expect(concat(split(x, parts, 1), 1).read()).toEqual(x.read());
        for (const axis of [0, 1, 2]) expect(stack(unstack(x, axis), axis).read()).toEqual(x.read());
        expect(split(x, 2, 1)[1].storage).toBe(x.storage);
      }
    });
  });

  it('gather the gradients of their parts', () => {
    tidy(() => {
      const x = randomNormal([3, 5], new Rng(1));
      checkGradients(
        (x) => {
          const [a, b] = split(x, [2, 3], 1);
          return concat([mul(b, b), a], 1);
        },
        [x],
      );
      checkGradients(
        (x) => {
          const [a, b, c] = unstack(x);
          return mul(mul(a, b), c);
        },
        [x],
      );
    });
  });

  it('give zeros to parts that nobody used', () => {
    tidy(() => {
      const x = requireGrad(randomNormal([3, 2], new Rng(1)));
      backward(sum(unstack(x)[1]));
      expect([...x.grad!.read()]).toEqual([0, 0, 1, 1, 0, 0]);
    });
  });

  it('refuse parts that do not make up the axis', () => {
    tidy(() => {
      const x = randomNormal([3, 5], new Rng(1));
      expect(() => split(x, 2, 1)).toThrow('must make up axis 1 of [3, 5]; got 2');
      expect(() => split(x, [1, 2])).not.toThrow();
      for (const parts of [0, -1, 2.5, [4, -1]]) expect(() => split(x, parts)).toThrow(ShapeError);
    });
  });
});
